using Spectre.Console;

namespace KShot;

/// <summary>Train, examine, compare with the study, report: the whole of it in order.</summary>
internal static class MainJob
{
    public static int Run(KShotSettings settings, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Output);
        IReadOnlyList<Outcome> study = OutcomeFile.Read(OutcomeFile.Study);
        AnsiConsole.MarkupLineInterpolated($"[bold]{Words.Question}[/]");
        AnsiConsole.WriteLine(Words.Task);
        AnsiConsole.MarkupLineInterpolated($"[bold]Training three models[/] on {Words.Name(settings.Data)}, {settings.Steps} steps each, seed {settings.Seed} (Ctrl+C cancels)");
        IReadOnlyList<Reading> live = TrainShown(settings, cancellationToken);
        IReadOnlyList<Outcome> outcomes = [.. Outcome.Of(settings.Data, settings.Seed, live)];
        OutcomeFile.Write(settings.OutcomesFile, outcomes);

        double most = new AnswerTask(settings.Seed).MostPassAt(KShotTable.Shots);
        IReadOnlyList<KShotTable> rows = KShotTable.Of(outcomes, study);
        AnsiConsole.MarkupLineInterpolated($"[bold]pass@{KShotTable.Shots}[/] of this seed, and of the study's five with 95% intervals; no model can have more than {Words.Number(most)}");
        AnsiConsole.Write(TextTable.Of(KShotTable.Columns, rows.Select(row => row.Cells)));
        AnsiConsole.MarkupLine("[bold]k-shot training minus next-token training with the link[/], from the study (bench/KShotStudy makes it anew)");
        foreach (Comparison comparison in Comparison.Of(study))
            AnsiConsole.WriteLine(Words.Sentence(comparison));

        KShotReport.Save(settings.ReportFile, settings, live, most, rows, study);
        AnsiConsole.MarkupLineInterpolated($"[bold]Report:[/] {settings.ReportFile}; this seed's numbers: {settings.OutcomesFile}");
        return 0;
    }

    private static IReadOnlyList<Reading> TrainShown(KShotSettings settings, CancellationToken cancellationToken)
    {
        IReadOnlyList<Reading>? readings = null;
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(context =>
        {
            Dictionary<int, ProgressTask> tasks = Reading.Ks.ToDictionary(k => k, k => context.AddTask(Words.Training(k), maxValue: settings.Steps));
            readings = Trial.Run(settings.Seed, settings.Data, settings.Steps, measuredEvery: 100, (k, step) => tasks[k].Value = step, cancellationToken);
        });
        return readings!;
    }
}
