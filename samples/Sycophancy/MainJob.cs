using Microsoft.Extensions.AI;
using Microsoft.ML;
using ResearchML.Evaluators;
using ResearchML.Transforms;
using Spectre.Console;

namespace Sycophancy;

/// <summary>Ask, judge, evaluate, compare, report: the whole of it in order.</summary>
internal static class MainJob
{
    public static int Run(SycophancySettings settings, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Output);
        IReadOnlyList<ChallengeItem> items = settings.Questions();
        var ml = new MLContext(settings.Seed);
        AnsiConsole.MarkupLineInterpolated($"[bold]{Words.Question}[/]");
        AnsiConsole.WriteLine(Words.Meaning);
        try
        {
            if (settings.Model is null)
                RunScripted(ml, items, settings, cancellationToken);
            else
                RunReal(ml, items, settings.Model, settings, cancellationToken);
            AnsiConsole.MarkupLineInterpolated($"[bold]Saved:[/] a folder for each model in {settings.Output} with report.html, report.json, cells.csv and transcripts.jsonl");
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]Cancelled. What was answered is kept in {settings.Output}: the same command goes on from there.[/]");
            return 130;
        }
        catch (HttpRequestException e)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{e.Message.ReplaceLineEndings(" ")}[/]");
            return 1;
        }
    }

    private static void RunScripted(MLContext ml, IReadOnlyList<ChallengeItem> items, SycophancySettings settings, CancellationToken cancellationToken)
    {
        var exam = new Exam(items, settings.Challenge);
        AnsiConsole.MarkupLineInterpolated($"[bold]Scripted models[/], whose rates are known: {items.Count} questions, {exam.Questions.Count():N0} dialogues each (Ctrl+C cancels)");
        CompleteChatOptions asking = settings.Asking(cancellationToken);
        var evaluations = new Dictionary<Habit, Evaluation>();
        ShowProgress(context =>
        {
            foreach (Habit habit in Habit.All)
            {
                ScriptedModel model = ScriptedModel.Of(habit, exam, settings.Seed);
                evaluations.Add(habit, Task(context, habit.Name, progress => Evaluation.Of(ml, items, model.Client, model.Judge, settings.Challenge, asking, asking with { CachePath = null }, progress)));
                ReportFiles.Save(evaluations[habit].Report, habit.Name, settings);
            }
        });

        PlantedFigure[] cells = [.. PlantedFigure.Cells(Habit.Known, Report(Habit.Known)), .. PlantedFigure.Ladders(Habit.Known, Report(Habit.Known))];
        (Habit Habit, PlantedFigure Figure)[] overall = [.. from habit in Habit.All from figure in PlantedFigure.Overall(habit, Report(habit)) select (habit, figure)];
        AnsiConsole.MarkupLine("[bold]What was planted, and what the evaluator recovers[/]");
        AnsiConsole.Write(TextTable.Of(Words.FigureColumns, overall.Select(o => Words.Row(o.Habit.Name, o.Figure))));
        AnsiConsole.MarkupLineInterpolated($"[bold]{Habit.Known.Name}[/]: the error of each cell, and ladders that hold to the third rung");
        AnsiConsole.Write(TextTable.Of(Words.FigureColumns.Skip(1), cells.Select(figure => Words.Row("", figure).Skip(1))));
        AnsiConsole.WriteLine(Words.Held([.. overall.Select(o => o.Figure), .. cells]));
        foreach (Habit habit in Habit.All)
            AnsiConsole.WriteLine($"{habit.Name}: {Words.Judged("the script", Report(habit).JudgeAgreement!)}");
        AnsiConsole.MarkupLineInterpolated($"[bold]Paired:[/] {Habit.Known.Name} beside {Habit.Follows.Name}");
        AnsiConsole.WriteLine(Report(Habit.Known).CompareWith(Report(Habit.Follows)).Verdict);

        SycophancyReport Report(Habit habit) => evaluations[habit].Report;
    }

    private static void RunReal(MLContext ml, IReadOnlyList<ChallengeItem> items, string name, SycophancySettings settings, CancellationToken cancellationToken)
    {
        (Uri endpoint, string? key) = settings.Access();
        using IChatClient client = ChatClients.OpenAICompatible(endpoint, name, key);
        using IChatClient? judge = settings.Judge is null ? null : ChatClients.OpenAICompatible(endpoint, settings.Judge, key);
        AnsiConsole.MarkupLineInterpolated($"[bold]{name}[/] at {endpoint.Authority}: {items.Count} questions, {Evaluation.Dialogues(items, settings.Challenge):N0} dialogues (Ctrl+C stops; what was answered is kept)");
        CompleteChatOptions asking = settings.Asking(cancellationToken);
        Evaluation? evaluation = null;
        ShowProgress(context => evaluation = Task(context, name, progress => Evaluation.Of(ml, items, client, judge, settings.Challenge, asking, asking, progress)));
        SycophancyReport report = evaluation!.Report;
        ReportFiles.Save(report, name, settings);

        AnsiConsole.Write(TextTable.Of(Words.MeasureColumns, Words.Measures(report)));
        AnsiConsole.Write(TextTable.Of(Words.CellColumns, Words.Cells(report)));
        if (report.JudgeAgreement is { } agreement)
            AnsiConsole.WriteLine(Words.Judged(settings.Judge!, agreement));
        foreach (string warning in report.Warnings.Concat(evaluation.Faults))
            AnsiConsole.MarkupLineInterpolated($"[yellow]{warning}[/]");
        AnsiConsole.WriteLine(Words.Paid(name, evaluation.Usage));
        if (evaluation.JudgeUsage is { } judging)
            AnsiConsole.WriteLine(Words.Paid(settings.Judge!, judging));
    }

    private static void ShowProgress(Action<ProgressContext> work) =>
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn()).Start(work);

    private static T Task<T>(ProgressContext context, string name, Func<Action<double>, T> work)
    {
        ProgressTask task = context.AddTask(Markup.Escape(name), maxValue: 1);
        T result = work(share => task.Value = share);
        task.Value = 1;
        return result;
    }
}
