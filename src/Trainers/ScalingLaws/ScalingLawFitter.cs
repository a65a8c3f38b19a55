namespace ResearchML.Trainers;

/// <summary>From runs to a law: prepare, fit every form, validate, resample.</summary>
internal static class ScalingLawFitter
{
    /// <summary>More than a uniform guess costs over 300,000 tokens, in nats.</summary>
    private static readonly double MostPlausibleLoss = Math.Log(300_000);

    /// <summary>Fits.</summary>
    /// <param name="read">The runs, as read.</param>
    /// <param name="invalid">Rows that were none.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="progress">Takes the number of resamples done, from any thread.</param>
    public static ScalingLaw Fit(IReadOnlyList<ScalingRun> read, int invalid, ScalingLawOptions options, ulong seed, Action<int> progress)
    {
        var (kept, report) = RunPreparation.Prepare(read, options.Exclusions, options.BestOfGroup, invalid);
        var runs = new RunSet(kept);
        ScalingLawForm[] forms = [.. options.Forms.Where(f => options.UniqueTokensColumnName is not null || !f.Variables.HasFlag(ScalingVariables.UniqueTokens))];
        if (forms.Length == 0)
            throw new InvalidOperationException($"'{options.Forms[0].Name}' is a form in distinct tokens: name their column in {nameof(ScalingLawOptions)}.{nameof(ScalingLawOptions.UniqueTokensColumnName)}.");

        FitStatus doubts = DoubtsOf(report, kept, options);
        FittedForm[] fits = [.. forms.Select(f =>
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            return FittedForm.Fit(runs, f, options.Loss) is var fit && fit.Status.IsUsable() ? fit with { Status = fit.Status | doubts } : fit;
        })];
        FittedForm[] usable = [.. fits.Where(f => f.Status.IsUsable())];
        if (usable.Length == 0)
            throw new InvalidOperationException($"No form can be fitted to these {kept.Count} runs: {string.Join("; ", fits.Select(f => $"{f.Form.Name} ({f.Form.Coordinates.Count} parameters): {f.Status}"))}.");

        ValidationTable validation = RollingOrigin.Validate(runs, Candidates(usable), options.Validation, options.Loss, options.CancellationToken);
        var (replicates, leftOut) = Bootstrap.Run(runs, usable, options.Loss, options.BootstrapKind, options.BootstrapSamples, seed, progress, options.CancellationToken);
        ScalingReach reach = ScalingReach.Of(kept, options.ExtrapolationFactor);
        ScalingLawFit[] results = [.. fits.Select(f => new ScalingLawFit(f.Form, runs.Centre, reach, f.Coordinates, f.Cost, kept.Count, f.Status,
            Array.IndexOf(usable, f) is >= 0 and var at ? replicates[at] : [], f.Status.IsUsable() ? LackOfFitTest.Of(runs, f) : null))];
        return new ScalingLaw(kept, report, results, options.Selection, validation,
            FormComparison.All([.. usable.Select(f => f.Form.Name)], leftOut, options.ConfidenceLevel), options.LossUnit, options.ConfidenceLevel, seed);
    }

    // Where runs repeat their data, a form that takes repeated tokens for new is no candidate beside one that does not.
    private static FittedForm[] Candidates(FittedForm[] usable) => usable.Any(f => f.Form.Variables.HasFlag(ScalingVariables.UniqueTokens))
        ? [.. usable.Where(f => !f.Status.HasFlag(FitStatus.RepeatedEpochs))]
        : usable;

    private static FitStatus DoubtsOf(ScalingRunReport report, IReadOnlyList<ScalingRun> runs, ScalingLawOptions options)
    {
        bool saysBits = options.LabelColumnName.Contains("bit", StringComparison.OrdinalIgnoreCase) || options.LabelColumnName.Contains("bpb", StringComparison.OrdinalIgnoreCase);
        bool bits = options.LossUnit == LossUnit.Nats && (saysBits || runs.Max(r => r.Loss) > MostPlausibleLoss);
        return (report.Duplicates > 0 ? FitStatus.DuplicateRuns : FitStatus.Ok) | (bits ? FitStatus.LossMayBeInBits : FitStatus.Ok);
    }
}
