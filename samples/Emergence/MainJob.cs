using Microsoft.ML;
using ResearchML.Evaluators;
using ResearchML.Reporting;
using ResearchML.Trainers;
using Spectre.Console;

namespace Emergence;

/// <summary>Read or draw the counts, evaluate, show, report: the whole of it in order.</summary>
internal static class MainJob
{
    private static readonly int[] Tries = [1, 2, 5, 10, 20, 50, 100];

    public static int Run(EmergenceSettings settings, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Output);
        var ml = new MLContext(settings.Seed);
        AnsiConsole.MarkupLineInterpolated($"[bold]{Words.Question}[/]");
        string source = settings.Counts ?? Draw(settings, cancellationToken);
        (IReadOnlyList<CountRow> rows, CountColumns columns) = CountFile.Read(source, settings.Columns, settings.Chance);
        AnsiConsole.WriteLine(Words.Read(source, rows, columns));

        int[] k = TriesWithin(rows);
        IDataView counts = ml.Data.LoadFromEnumerable(rows);
        PassAtKReport passes = ml.Evaluators.PassAtK(counts, new PassAtKOptions { K = k, TaskColumnName = "Problem", GroupColumnName = "Checkpoint", BootstrapSamples = settings.Bootstrap, Seed = settings.Seed });
        foreach (int tries in new[] { k[0], k[^1] }.Distinct())
        {
            AnsiConsole.MarkupLineInterpolated($"[bold]pass@{tries}[/] by model and checkpoint");
            AnsiConsole.Write(PassTable.Of(rows, passes, tries));
        }

        EmergenceOptions options = new()
        {
            ProblemColumnName = "Problem",
            LossColumnName = rows.All(row => row.Loss > 0) ? "Loss" : null,
            ChanceColumnName = "Chance",
            K = k,
            ShuffleControls = settings.Shuffles,
            Seed = settings.Seed,
            CancellationToken = cancellationToken,
        };
        EmergenceTransformer model = ml.Regression.Trainers.Emergence(options).Fit(counts);
        foreach (TaskForecast task in model.Forecast.Tasks.Values)
            Show(task, model);
        AnsiConsole.MarkupLine("[bold]Does large k beat pass@1?[/]");
        foreach (LargeKGain gain in model.Validation.Gains)
            AnsiConsole.WriteLine(gain.InWords());
        foreach (ShuffledControl control in model.Validation.Controls)
            AnsiConsole.WriteLine(Words.Control(control));

        Blind? blind = Blind.Of(ml, counts, options, rows, settings.Now);
        if (blind is not null)
        {
            AnsiConsole.MarkupLineInterpolated($"[bold]{blind.Title}[/]");
            AnsiConsole.Write(TextTable.Of(Blind.Columns, blind.Rows));
        }

        IReadOnlyList<IReadOnlyList<string>> study = settings.Counts is null ? [.. Outcome.Summary(Outcome.Read(StudyFile.FiveSeeds))] : [];
        if (study.Count > 0)
        {
            AnsiConsole.MarkupLine("[bold]Over five seeds[/], in points of pass@1 (bench/EmergenceStudy makes it anew)");
            AnsiConsole.Write(TextTable.Of(Outcome.SummaryColumns, study));
        }

        WholeFile.SaveModel(ml, model, counts.Schema, settings.ModelFile);
        ITransformer loaded = ml.Model.Load(settings.ModelFile, out _);
        AnsiConsole.MarkupLineInterpolated($"[bold]Model:[/] {settings.ModelFile}, which scores {ml.Data.CreateEnumerable<ScoredRow>(loaded.Transform(counts), reuseRowObject: true).Count(row => float.IsFinite(row.Score)):N0} of these rows when loaded again");

        HtmlReport report = new HtmlReport("Emergence: " + (settings.Counts is null ? "modular addition" : Path.GetFileName(source))).Paragraph(Words.Question);
        if (settings.Counts is null)
            report.Paragraph(Words.Task(settings.Widths));
        if (study.Count > 0)
            report.Heading("Over five seeds").Table(Outcome.SummaryColumns, study, "Errors in points of pass@1, means over models and then over seeds; differences with Student's interval over seeds.");
        if (blind is not null)
            report.Heading(blind.Title).Table(Blind.Columns, blind.Rows, "All that was learned from had ended by then. In brackets 95% intervals.");
        report.Emergence(model.Forecast, settings.Now).PassAtK(passes).Save(settings.ReportFile);
        AnsiConsole.MarkupLineInterpolated($"[bold]Report:[/] {settings.ReportFile}");
        return 0;
    }

    private static void Show(TaskForecast task, EmergenceTransformer model)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{task.Name}[/]");
        foreach (string remark in task.Remarks)
            AnsiConsole.WriteLine(remark);
        if (task.Status != EmergenceStatus.Ok)
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]There is no forecast. {task.Reason}[/]");
            return;
        }

        AnsiConsole.WriteLine("Forecasts of later pass@1, held out; error and Spearman are means over models and over what was seen.");
        AnsiConsole.Write(TextTable.Of(Words.ScoreColumns, model.Validation.Scores.Where(score => score.Task == task.Name).Select(Words.Row)));
        AnsiConsole.WriteLine(FormattableString.Invariant($"How much earlier emergence (pass@1 surely above {100 * model.LeadTime.Threshold:0.#}% of what chance leaves) was called:"));
        AnsiConsole.Write(TextTable.Of(Words.LeadColumns, model.LeadTime.Summaries.Where(lead => lead.Task == task.Name).Select(Words.Row)));
    }

    /// <summary>The k that every problem has samples enough for.</summary>
    internal static int[] TriesWithin(IReadOnlyList<CountRow> rows)
    {
        double fewest = rows.Min(row => row.Samples);
        return [.. Tries.Where(k => k == 1 || k <= fewest)];
    }

    private static string Draw(EmergenceSettings settings, CancellationToken cancellationToken)
    {
        AnsiConsole.WriteLine(Words.Task(settings.Widths));
        AnsiConsole.MarkupLineInterpolated($"[bold]Training and sampling {settings.Widths.Count} models[/], {settings.Steps} steps each, seed {settings.Seed} (Ctrl+C cancels)");
        IReadOnlyList<CountRow>? rows = null;
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(context =>
        {
            Dictionary<int, ProgressTask> tasks = settings.Widths.ToDictionary(width => width, width => context.AddTask($"width {width}", maxValue: settings.Steps));
            rows = new Trial(settings.Seed, settings.Steps, settings.Widths, cancellationToken).Run((width, step) => tasks[width].Value = step);
        });
        CountFile.Write(settings.CountsFile, rows!);
        return settings.CountsFile;
    }
}
