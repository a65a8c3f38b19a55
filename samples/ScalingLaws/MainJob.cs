using Microsoft.ML;
using ResearchML.Reporting;
using ResearchML.Trainers;
using Spectre.Console;

namespace ScalingLaws;

/// <summary>Read or train the runs, fit, show, save, report: the whole of it in order.</summary>
internal static class MainJob
{
    private const int HeldOutBytes = 60_000;   // scored once a run: a second, not ten
    private static readonly double[] Multiples = [0.1, 1, 10, 100];

    public static int Run(ScalingLawsSettings settings, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Output);
        var ml = new MLContext(settings.Seed);
        bool isGrid = settings.Runs is null;
        var (source, notes) = settings.Runs is { } given
            ? (given, [$"Runs: {Path.GetFileName(given)}{(settings.Where.Count > 0 ? ", where " + string.Join(" and ", settings.Where) : "")}."])
            : TrainGrid(ml, settings, cancellationToken);
        var (runs, columns, rows) = RunFile.Read(source, settings.Columns, settings.Where);
        AnsiConsole.WriteLine($"{source}: {runs.Rows.Count} of {rows} rows; loss '{columns.Loss}', N '{columns.Parameters}', D '{columns.Tokens}'{(columns.UniqueTokens is { } u ? $", distinct tokens '{u}'" : "")}{(columns.Group is { } g ? $", group '{g}'" : "")}.");

        AnsiConsole.MarkupLine("[bold]Fitting[/]");
        ScalingLawTransformer model = ml.Regression.Trainers.ScalingLaw(new ScalingLawOptions
        {
            LabelColumnName = columns.Loss!,
            ParametersColumnName = columns.Parameters!,
            TokensColumnName = columns.Tokens!,
            UniqueTokensColumnName = columns.UniqueTokens,
            GroupColumnName = columns.Group,
            ExcludeInvalidRows = true,
            Exclusions = settings.DropHighest > 0 ? [ExclusionRule.HighestLosses(settings.DropHighest)] : [],
            Validation = new RollingOriginOptions { OrderBy = settings.OrderBy },
            BootstrapSamples = settings.Bootstrap,
            Seed = settings.Seed,
            CancellationToken = cancellationToken,
        }).Fit(runs);
        ScalingLaw law = model.Law;
        foreach (ExclusionCount left in law.Data.Excluded)
            AnsiConsole.WriteLine($"{left.Runs} left out: {left.Rule}.");
        AnsiConsole.WriteLine($"{law.Data.Used} runs fitted, {law.Data.Reruns} of them reruns, {law.Data.Duplicates} copies.");
        Show("Forms", "error: of validation, mean 100·|ln(observed/predicted)|; all parameters and intervals are in the report", LawDisplay.Forms(law));
        Show("Validation", $"fitted to low {settings.OrderBy}, tested above; 100·ln(observed/predicted), above 0: predicts too low", law.Validation.Bins.Count == 0 ? null : LawDisplay.Validation(law.Validation));
        double most = law.Runs.Max(r => 6 * r.Point.Parameters * r.Point.Tokens);
        IReadOnlyList<double> budgets = settings.Budgets.Count > 0 ? settings.Budgets : [.. Multiples.Select(m => m * most)];
        Show("Compute-optimal allocation", "6·N·D FLOP", LawDisplay.Allocations(budgets.Select(flops => law.ComputeOptimal(flops))));
        Show(FormattableString.Invariant($"The same at {budgets.Max():G3} FLOP, form by form"), "where these disagree, the answer hangs on the form", LawDisplay.AllocationsByForm(law, budgets.Max()));
        cancellationToken.ThrowIfCancellationRequested();

        WholeFile.SaveModel(ml, model, ((IDataView)runs).Schema, settings.ModelFile);
        ITransformer loaded = ml.Model.Load(settings.ModelFile, out _);
        AnsiConsole.MarkupLineInterpolated($"[bold]Model:[/] {settings.ModelFile}, which scores {ml.Data.CreateEnumerable<Scored>(loaded.Transform(runs), reuseRowObject: true).Count(row => float.IsFinite(row.Score))} of these rows when loaded again");

        var report = new HtmlReport(isGrid ? "Scaling law of a tiny grid" : "Scaling law of " + Path.GetFileName(source));
        foreach (string line in notes)
        {
            report.Paragraph(line);
            if (isGrid)
                AnsiConsole.WriteLine(line);
        }

        report.ScalingLaw(law, settings.Budgets.Count > 0 ? settings.Budgets : null).Save(settings.ReportFile);
        AnsiConsole.MarkupLineInterpolated($"[bold]Report:[/] {settings.ReportFile}");
        return 0;
    }

    private const string AboutGrid =
        "N counts all parameters, embeddings included; D counts bytes, none read twice; the loss is of held-out text, in nats per byte. Each run has its own weights and its own learning-rate schedule. The numbers of steps depend on the machine's speed.";

    private const string WhatItShows =
        "What so small a grid can show: how losses of tiny models fall with N and D in this one corpus, and whether one form describes them. What it cannot: one seed a run leaves no measure of noise; the batch and the learning rate were not tuned for each run; E is extrapolated from losses far above it. Do not carry its exponents, or its D/N, to models of another size.";

    private const string TooShort =
        "These runs are too short to measure scaling: the shortest have fewer than 250 steps, in which a model learns which bytes there are and no power law holds. What follows shows the program at work, and is no finding. Give more --minutes.";

    private static (string File, string[] Notes) TrainGrid(MLContext ml, ScalingLawsSettings settings, CancellationToken cancellationToken)
    {
        AnsiConsole.MarkupLine("[bold]Reading the corpus[/]");
        ReferenceCorpus corpus = ReferenceCorpus.Read(settings.Seed, HeldOutBytes);
        AnsiConsole.WriteLine(corpus.Description);
        AnsiConsole.MarkupLineInterpolated($"[bold]Training a grid of models[/] for at most {settings.Minutes:0.##} minutes on {Environment.ProcessorCount} cores (Ctrl+C cancels)");
        var grid = new TrainingGrid(ml, corpus, settings, cancellationToken);
        TrainingGrid.Save(grid.Train(), settings.RunsFile);
        return (settings.RunsFile, [AboutGrid, grid.MeasuresScaling ? WhatItShows : TooShort]);
    }

    private static void Show(string title, string note, Table? table)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{title}[/]: {(table is null ? "too few runs" : note)}");
        if (table is not null)
            AnsiConsole.Write(table);
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }
}
