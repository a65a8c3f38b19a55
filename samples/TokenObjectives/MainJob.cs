using Spectre.Console;

namespace TokenObjectives;

/// <summary>Train each objective twice, examine, compare with the study, report: the whole of it in order.</summary>
internal static class MainJob
{
    public static int Run(TokenObjectivesSettings settings, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Output);
        IReadOnlyList<Result> study = ResultFile.Read(ResultFile.Study);
        AnsiConsole.MarkupLineInterpolated($"[bold]{Words.Question}[/]");
        var race = new Race(settings.Seed, heldOutBytes: 20_000, beginning: 120, cancellationToken);
        AnsiConsole.WriteLine(race.Description);
        AnsiConsole.MarkupLineInterpolated($"[bold]Training four objectives[/] for {settings.Seconds} s each, then on as many tokens as next-token training read in that time (Ctrl+C cancels)");
        IReadOnlyList<Result> live = TrainShown(race, TimeSpan.FromSeconds(settings.Seconds));
        ResultFile.Write(settings.ResultsFile, live);

        AnsiConsole.MarkupLine("[bold]Held-out text[/]: this run, and the study's means with 95% intervals");
        AnsiConsole.WriteLine(Words.Reading);
        AnsiConsole.Write(TextTable.Of(ResultTable.Columns, ResultTable.Rows(live, study)));
        AnsiConsole.MarkupLine("[bold]Minus next-token training[/], from the study (bench/TokenObjectivesStudy makes it anew)");
        foreach (Standing standing in Standing.Of(study))
            AnsiConsole.WriteLine(Words.Sentence(standing));
        TokenObjectivesReport.Save(settings.ReportFile, settings, race.Description, live, study);
        AnsiConsole.MarkupLineInterpolated($"[bold]Report:[/] {settings.ReportFile}; this run's numbers: {settings.ResultsFile}");
        return 0;
    }

    private static List<Result> TrainShown(Race race, TimeSpan time)
    {
        var results = new List<Result>();
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn()).Start(context =>
        {
            foreach (BudgetKind budget in new[] { BudgetKind.Time, BudgetKind.Tokens })
            {
                foreach (Contender contender in Contender.All)
                {
                    ProgressTask task = context.AddTask($"{Words.Name(budget)}: {contender.Name}", maxValue: 1);
                    results.Add(race.Run(contender, budget, results.Count > 0 ? results[0].Tokens : 0, time, share => task.Value = share));
                    task.Value = 1;
                }
            }
        });
        return results;
    }
}
