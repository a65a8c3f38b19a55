using System.Text.RegularExpressions;

namespace ResearchML.Trainers;

/// <summary>From runs to a law: prepare, fit every form, validate, resample.</summary>
internal static partial class ScalingLawFitter
{
    /// <summary>More than a uniform guess costs over 300,000 tokens, in nats.</summary>
    private static readonly double MostPlausibleLoss = Math.Log(300_000);

    /// <summary>Predictions of two forms this near, relatively, are the same.</summary>
    private const double SameLog = 1e-6;

    /// <summary>Words that name a loss in bits: per byte, character, token or word.</summary>
    private static readonly string[] BitWords = ["bit", "bits", "bpb", "bpc", "bpt", "bpw"];

    /// <summary>Fits.</summary>
    /// <param name="read">The runs, as read.</param>
    /// <param name="invalid">Rows that were none.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="progress">Takes the number of resamples done, from any thread: 0 while forms are fitted and validated. What it throws ends the fit.</param>
    public static ScalingLaw Fit(IReadOnlyList<ScalingRun> read, int invalid, ScalingLawOptions options, ulong seed, Action<int> progress)
    {
        var (kept, report) = RunPreparation.Prepare(read, options.Exclusions, options.BestPerConfiguration, invalid);
        var runs = new RunSet(kept);
        ScalingLawForm[] forms = [.. options.Forms.Where(f => options.UniqueTokensColumnName is not null || !f.Variables.HasFlag(ScalingVariables.UniqueTokens))];
        if (forms.Length == 0)
            throw new InvalidOperationException($"'{options.Forms[0].Name}' is a form in distinct tokens: name their column in {nameof(ScalingLawOptions)}.{nameof(ScalingLawOptions.UniqueTokensColumnName)}.");

        foreach (ScalingLawForm form in forms.Where(f => !f.IsCentred))
            GradientCheck.Require(form, kept[kept.Count / 2].Point);
        FitStatus doubts = DoubtsOf(report, kept, options);
        var fits = new FittedForm[forms.Length];
        InParallel.For(forms.Length, i =>
        {
            progress(0);
            fits[i] = FittedForm.Fit(runs, forms[i], options.Loss, options.CancellationToken);
            if (fits[i].Status.IsUsable())
                fits[i] = fits[i] with { Status = fits[i].Status | doubts };
        }, options.CancellationToken);
        FittedForm[] usable = [.. fits.Where(f => f.Status.IsUsable())];
        if (usable.Length == 0)
            throw new InvalidOperationException($"No form can be fitted to these {kept.Count} runs: {string.Join("; ", fits.Select(f => $"{f.Form.Name} ({f.Form.Coordinates.Count} parameters): {f.Status}"))}.");

        ValidationTable validation = RollingOrigin.Validate(runs, Candidates(runs, usable), options.Validation, options.Loss, progress, options.CancellationToken);
        var (replicates, leftOut) = Bootstrap.Run(runs, usable, options.Loss, options.BootstrapKind, options.BootstrapSamples, seed, progress, options.CancellationToken);
        ScalingReach reach = ScalingReach.Of(kept, options.ExtrapolationFactor);
        ScalingLawFit[] results = [.. fits.Select(f => Array.IndexOf(usable, f) is >= 0 and var at
            ? new ScalingLawFit(f.Form, runs.Centre, reach, f.Coordinates, f.Cost, kept.Count, f.Status | (options.BootstrapSamples > 0 && replicates[at].Length == 0 ? FitStatus.NoIntervals : FitStatus.Ok), replicates[at], LackOfFitTest.Of(runs, f))
            : new ScalingLawFit(f.Form, runs.Centre, reach, f.Coordinates, f.Cost, kept.Count, f.Status, [], null))];
        return new ScalingLaw(kept, report, results, options.Selection, validation,
            FormComparison.All([.. usable.Select(f => f.Form.Name)], leftOut, options.ConfidenceLevel), options.LossUnit, options.ConfidenceLevel, seed);
    }

    /// <summary>The forms between which a law is chosen.</summary>
    private static FittedForm[] Candidates(RunSet runs, FittedForm[] usable)
    {
        // Where runs repeat their data, a form that takes repeated tokens for new is no candidate beside one that does not.
        bool anyKnows = usable.Any(f => f.Form.Variables.HasFlag(ScalingVariables.UniqueTokens));
        var candidates = new List<FittedForm>();
        foreach (FittedForm fit in usable.Where(f => !anyKnows || !f.Status.HasFlag(FitStatus.RepeatedEpochs)).OrderBy(f => f.Form.Coordinates.Count))
        {
            // A form that has collapsed to a smaller one (its own term is 0) would give that one a second vote.
            if (!candidates.Exists(smaller => smaller.Form.Coordinates.Count < fit.Form.Coordinates.Count && AreEqual(runs, smaller, fit)))
                candidates.Add(fit);
        }

        return [.. usable.Where(candidates.Contains)];
    }

    private static bool AreEqual(RunSet runs, FittedForm one, FittedForm other) =>
        Enumerable.Range(0, runs.Points.Length).All(i => Math.Abs(Math.Log(runs.Predict(one, i) / runs.Predict(other, i))) < SameLog);

    private static FitStatus DoubtsOf(ScalingRunReport report, IReadOnlyList<ScalingRun> runs, ScalingLawOptions options)
    {
        bool saysBits = WordEnds.Split(options.LabelColumnName).Any(word => BitWords.Contains(word, StringComparer.OrdinalIgnoreCase));
        bool bits = options.LossUnit == LossUnit.Nats && (saysBits || runs.Max(r => r.Loss) > MostPlausibleLoss);
        return (report.Duplicates > 0 ? FitStatus.DuplicateRuns : FitStatus.Ok) | (bits ? FitStatus.LossMayBeInBits : FitStatus.Ok);
    }

    // val_bits, ValBPB and lossInBits have such a word, orbitLoss has none.
    [GeneratedRegex("(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")]
    private static partial Regex WordEnds { get; }
}
