using Microsoft.ML;
using ResearchML.Evaluators;
using ResearchML.Reporting;
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

        int[] k = [.. Tries.Where(tries => tries <= rows.Min(row => row.Samples))];
        IDataView counts = ml.Data.LoadFromEnumerable(rows);
        PassAtKReport passes = ml.Evaluators.PassAtK(counts, new PassAtKOptions { K = k, TaskColumnName = "Problem", GroupColumnName = "Checkpoint", BootstrapSamples = settings.Bootstrap, Seed = settings.Seed });
        foreach (int tries in new[] { k[0], k[^1] }.Distinct())
        {
            AnsiConsole.MarkupLineInterpolated($"[bold]pass@{tries}[/] by model and checkpoint");
            AnsiConsole.Write(PassTable.Of(rows, passes, tries));
        }

        new HtmlReport("Emergence").Paragraph(Words.Question).PassAtK(passes).Save(settings.ReportFile);
        AnsiConsole.MarkupLineInterpolated($"[bold]Report:[/] {settings.ReportFile}");
        return 0;
    }

    private static string Draw(EmergenceSettings settings, CancellationToken cancellationToken)
    {
        AnsiConsole.WriteLine(Words.Task);
        AnsiConsole.MarkupLineInterpolated($"[bold]Training and sampling {Trial.Widths.Count} models[/], {settings.Steps} steps each, seed {settings.Seed} (Ctrl+C cancels)");
        IReadOnlyList<CountRow>? rows = null;
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(context =>
        {
            Dictionary<int, ProgressTask> tasks = Trial.Widths.ToDictionary(width => width, width => context.AddTask($"width {width}", maxValue: settings.Steps));
            rows = new Trial(settings.Seed, settings.Steps, cancellationToken).Run((width, step) => tasks[width].Value = step);
        });
        CountFile.Write(settings.CountsFile, rows!);
        return settings.CountsFile;
    }
}
