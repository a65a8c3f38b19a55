using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>The outcome of a scaling-law fit: every form with its doubts, how they did at extrapolating, and the law that was made of them.</summary>
/// <remarks>
/// <para>The law is the forms' average or the best form (<see cref="FormSelection"/>). Its intervals are from bootstrap replicates, each of one form; a form
/// has as many of them as its weight: so they hold the doubt between forms as well as that within each (Draper 1995, "Assessment and propagation of model uncertainty").
/// Where the law, an average, lies outside them, the interval is stretched to it. Where forms of more than a tenth of the weight have no replicates it is NaN.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
public sealed class ScalingLaw
{
    private const double LeastCovered = 0.9;
    private readonly (ScalingLawFit Fit, double Weight)[] _members;
    private readonly (ScalingLawFit Fit, double[] Coordinates, double Residual)[] _replicates;

    internal ScalingLaw(
        IReadOnlyList<ScalingRun> runs, ScalingRunReport data, IReadOnlyList<ScalingLawFit> fits, FormSelection selection, ValidationTable validation,
        IReadOnlyList<FormComparison> comparisons, LossUnit lossUnit, double confidenceLevel, ulong seed)
    {
        (Runs, Data, Selection, Validation, Comparisons, LossUnit, ConfidenceLevel, Seed) = (runs, data, selection, validation, comparisons, lossUnit, confidenceLevel, seed);
        Fits = fits.ToDictionary(f => f.Form.Name);
        _members = selection == FormSelection.Best
            ? [(Fits[validation.Chosen], 1)]
            : [.. validation.Forms.Where(f => f.Weight > 0).Select(f => (Fits[f.Form], f.Weight))];
        _replicates = Replicate();
    }

    /// <summary>The runs that were fitted.</summary>
    public IReadOnlyList<ScalingRun> Runs { get; }

    /// <summary>What became of the rows.</summary>
    public ScalingRunReport Data { get; }

    /// <summary>Every form by name, those included that could not be fitted.</summary>
    public IReadOnlyDictionary<string, ScalingLawFit> Fits { get; }

    /// <summary>What the law predicts with.</summary>
    public FormSelection Selection { get; }

    /// <summary>The forms' weights in the law, by name.</summary>
    public IReadOnlyDictionary<string, double> Weights => _members.ToDictionary(m => m.Fit.Form.Name, m => m.Weight);

    /// <summary>How the forms did at predicting runs beyond those that they were fitted to.</summary>
    public ValidationTable Validation { get; }

    /// <summary>The forms two by two. Empty without bootstrap, or where it left no run out.</summary>
    public IReadOnlyList<FormComparison> Comparisons { get; }

    /// <summary>Unit of the loss column. Whatever it is, this class speaks of nats per token.</summary>
    public LossUnit LossUnit { get; }

    /// <summary>Default level of intervals.</summary>
    public double ConfidenceLevel { get; }

    internal ulong Seed { get; }

    private LawTraits Traits => LawTraits.Of(_members, Validation.ToldFormsApart ? FitStatus.Ok : FitStatus.NotValidated);

    /// <summary>The loss to expect, in nats per token.</summary>
    /// <param name="parameters">Model size N, in parameters.</param>
    /// <param name="tokens">Training data D, in tokens.</param>
    /// <param name="uniqueTokens">Distinct tokens among them. Default <see langword="null"/>: all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not positive and finite.</exception>
    public double Predict(double parameters, double tokens, double? uniqueTokens = null) => Predict(new ScalingPoint(parameters, tokens, uniqueTokens));

    /// <summary>The loss to expect of one run, with a prediction interval: the doubt about the law and the scatter of runs about it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is not positive and finite, or the level is not between 0 and 1.</exception>
    /// <param name="parameters">Model size N, in parameters.</param>
    /// <param name="tokens">Training data D, in tokens.</param>
    /// <param name="uniqueTokens">Distinct tokens among them. Default <see langword="null"/>: all.</param>
    /// <param name="level">The interval's level. Between 0 and 1. Default <see langword="null"/>: <see cref="ConfidenceLevel"/>.</param>
    public Estimate PredictInterval(double parameters, double tokens, double? uniqueTokens = null, double? level = null) =>
        PredictInterval(new ScalingPoint(parameters, tokens, uniqueTokens), level ?? ConfidenceLevel);

    /// <summary>What is doubtful about predicting there: about each form with a tenth of the law or more, whether the point is far from the data, and whether it repeats tokens that a form takes for new.</summary>
    /// <param name="parameters">Model size N, in parameters.</param>
    /// <param name="tokens">Training data D, in tokens.</param>
    /// <param name="uniqueTokens">Distinct tokens among them. Default <see langword="null"/>: all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not positive and finite.</exception>
    public FitStatus StatusAt(double parameters, double tokens, double? uniqueTokens = null) => Traits.At(new ScalingPoint(parameters, tokens, uniqueTokens));

    /// <summary>The best division of a compute budget between parameters and tokens.</summary>
    /// <param name="flops">The budget, in FLOP.</param>
    /// <param name="options">What it pays for. Default: training at 6·N·D.</param>
    /// <exception cref="ArgumentOutOfRangeException">The budget or an option is out of range.</exception>
    public Allocation ComputeOptimal(double flops, AllocationOptions? options = null) =>
        BudgetAllocator.Allocate(flops, options ?? new AllocationOptions(), Traits, Predict, ConfidenceLevel,
            _replicates.Select(r => (LawTraits.Of(r.Fit), (Func<ScalingPoint, double>)(point => r.Fit.Predict(point, r.Coordinates)))));

    internal double Predict(ScalingPoint point)
    {
        double log = 0;
        foreach (var (fit, weight) in _members)
            log += weight * Math.Log(fit.Predict(point, fit.Coordinates));
        return Math.Exp(log);
    }

    internal Estimate PredictInterval(ScalingPoint point, double level) =>
        PercentileInterval.Around(Predict(point), _replicates.Select(r => r.Fit.Predict(point, r.Coordinates) * Math.Exp(r.Residual)), level).WithValueInside();

    private (ScalingLawFit, double[], double)[] Replicate()
    {
        // A form whose bootstrap tells nothing leaves a hole; a law with much of a hole has no interval.
        if (_members.Where(m => m.Fit.ReplicateCount > 0).Sum(m => m.Weight) < LeastCovered)
            return [];
        int samples = _members.Max(m => m.Fit.Replicates.Count);
        double[] residuals = Residuals();
        var draw = new WeightedDraw([.. Runs.Select(r => r.Weight)]);
        var replicates = new List<(ScalingLawFit, double[], double)>(samples);
        double reached = 0;
        int member = 0;
        for (int sample = 0; sample < samples; sample++)
        {
            while (member < _members.Length - 1 && (sample + 0.5) / samples > reached + _members[member].Weight)
                reached += _members[member++].Weight;
            ScalingLawFit fit = _members[member].Fit;
            if (sample < fit.Replicates.Count && fit.Replicates[sample] is { } coordinates)
                replicates.Add((fit, coordinates, residuals[draw.Pick(Seed ^ ulong.MaxValue, sample)]));
        }

        return [.. replicates];
    }

    // ln(observed/predicted), widened for the parameters that were fitted.
    private double[] Residuals()
    {
        double parameters = _members.Sum(m => m.Weight * m.Fit.Form.Coordinates.Count);
        double widening = Math.Sqrt(Runs.Count / Math.Max(1, Runs.Count - parameters));
        return [.. Runs.Select(r => widening * Math.Log(r.Loss / Predict(r.Point)))];
    }
}
