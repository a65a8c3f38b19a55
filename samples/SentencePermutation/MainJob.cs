using ResearchML.LanguageModels;
using ResearchML.Transforms;
using Spectre.Console;

namespace SentencePermutation;

/// <summary>Train the control, read its attention, train the other arms, compare with the study, report: the whole of it in order.</summary>
internal static class MainJob
{
    public static int Run(SentencePermutationSettings settings, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Output);
        IReadOnlyList<Outcome> study = OutcomeFile.Read(OutcomeFile.Study);
        AnsiConsole.MarkupLineInterpolated($"[bold]{Words.Question}[/]");
        var contest = new Contest(settings.Seed, settings.Copies, cancellationToken);
        AnsiConsole.WriteLine(contest.Description);
        AnsiConsole.WriteLine(Words.Arms);
        AnsiConsole.MarkupLineInterpolated($"[bold]Training four arms[/] for {contest.Steps} steps each (Ctrl+C cancels)");

        var live = new List<Outcome>();
        IReadOnlyList<SentenceDependence> attention = [];
        IReadOnlyList<OrderFreedom> freedom = [];
        GenerationCost? cost = null;
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn()).Start(context =>
        {
            foreach (Arm arm in Arm.All)
            {
                ProgressTask task = context.AddTask(arm.Name, maxValue: 1);
                (Outcome outcome, LanguageModelTransformer model) = contest.Train(arm, [.. attention.Select(a => a.Edges(Contest.Rule))], share => task.Value = share);
                using (model)
                {
                    task.Value = 1;
                    live.Add(outcome);
                    if (arm != Arm.Repeat)
                        continue;
                    attention = contest.ReadAttention(model.Model, matchDistances: true);
                    freedom = [OrderFreedom.Of("uniform attention", contest.ReadAttention(model.Model, matchDistances: false)), OrderFreedom.Of("what is usual at each distance", attention)];
                    cost = GenerationCost.Measure(model.Model, contest.Corpus);
                }
            }
        });
        OutcomeFile.Write(settings.OutcomesFile, live);

        AnsiConsole.MarkupLine("[bold]Held-out text[/]: this run, and the study's means with 95% intervals");
        AnsiConsole.Write(TextTable.Of(OutcomeTable.Columns, OutcomeTable.Rows(live, study)));
        AnsiConsole.MarkupLine("[bold]The answer[/], from the study (bench/SentencePermutationStudy makes it anew)");
        foreach (Standing standing in Standing.Of(study))
            AnsiConsole.WriteLine(Words.Sentence(standing));
        AnsiConsole.MarkupLine("[bold]How much freedom the dependences leave[/]");
        AnsiConsole.Write(TextTable.Of(OrderFreedom.Columns, freedom.Select(f => f.Cells)));
        AnsiConsole.WriteLine(cost!.Sentence);
        SentencePermutationReport.Save(settings, contest, live, study, attention, freedom, cost);
        AnsiConsole.MarkupLineInterpolated($"[bold]Report:[/] {settings.ReportFile}; this run's numbers: {settings.OutcomesFile}");
        return 0;
    }
}
