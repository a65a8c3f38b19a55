using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>One form, fitted: its parameters, how sure they are, and the loss it predicts.</summary>
/// <remarks>Immutable and thread-safe. One that <see cref="Status"/> calls not usable has NaN for everything.</remarks>
public sealed class ScalingLawFit
{
    private const double DefaultLevel = 0.95;
    private readonly double[] _coordinates;

    internal ScalingLawFit(ScalingLawForm form, ScalingPoint centre, ScalingReach reach, double[] coordinates, double cost, int runs, FitStatus status, IReadOnlyList<double[]?> replicates, LackOfFitTest? lackOfFit)
    {
        (Form, Centre, Reach, _coordinates, Cost, Runs, Status, Replicates, LackOfFit) = (form, centre, reach, coordinates, cost, runs, status, replicates, lackOfFit);
        double[] parameters = Publish(coordinates);
        Parameters = form.ParameterNames.Select((name, i) => (name, parameters[i])).ToDictionary(p => p.name, p => p.Item2);
    }

    /// <summary>The form.</summary>
    public ScalingLawForm Form { get; }

    /// <summary>The published parameters by name, for N in parameters, D in tokens and L in nats per token.</summary>
    public IReadOnlyDictionary<string, double> Parameters { get; }

    /// <summary>The sum over runs that was minimised.</summary>
    public double Cost { get; }

    /// <summary>How many runs were fitted.</summary>
    public int Runs { get; }

    /// <summary>What is wrong or doubtful.</summary>
    public FitStatus Status { get; }

    /// <summary>Names of the coordinates that lie at the end of their range.</summary>
    public IReadOnlyList<string> AtBound => [.. Form.Coordinates.Where((range, i) => IsAtBound(range, _coordinates[i])).Select(range => range.Name)];

    /// <summary>How many bootstrap replicates there are. A resample that could not be fitted is not among them.</summary>
    public int ReplicateCount => Replicates.Count(r => r is not null);

    /// <summary>Whether the form misses the data by more than reruns differ. Null where no configuration was run twice, where those that were are exact copies, or where there are no more configurations than parameters.</summary>
    public LackOfFitTest? LackOfFit { get; }

    internal ReadOnlySpan<double> Coordinates => _coordinates;

    /// <summary>By number of the resample, the same for all forms; null where it could not be fitted.</summary>
    internal IReadOnlyList<double[]?> Replicates { get; }

    internal ScalingPoint Centre { get; }

    internal ScalingReach Reach { get; }

    /// <summary>The loss that the form predicts, in nats per token.</summary>
    /// <param name="parameters">Model size N, in parameters.</param>
    /// <param name="tokens">Training data D, in tokens.</param>
    /// <param name="uniqueTokens">Distinct tokens among them. Default <see langword="null"/>: all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not positive and finite.</exception>
    public double Predict(double parameters, double tokens, double? uniqueTokens = null) => Predict(new ScalingPoint(parameters, tokens, uniqueTokens), _coordinates);

    /// <summary>A parameter with its bootstrap percentile interval.</summary>
    /// <param name="parameter">The parameter's name, one of <see cref="Parameters"/>.</param>
    /// <param name="level">The interval's level. Between 0 and 1. Default 0.95.</param>
    /// <returns>The parameter; without replicates its interval is NaN.</returns>
    /// <exception cref="ArgumentException">There is no such parameter.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not between 0 and 1.</exception>
    public Estimate Interval(string parameter, double level = DefaultLevel)
    {
        int index = Form.ParameterNames.ToList().IndexOf(parameter);
        if (index < 0)
            throw new ArgumentException($"Form '{Form.Name}' has no parameter '{parameter}'; it has: {string.Join(", ", Form.ParameterNames)}.", nameof(parameter));
        return PercentileInterval.Around(Parameters[parameter], Replicates.Where(r => r is not null).Select(r => Publish(r)[index]), level);
    }

    /// <summary>The best division of a compute budget between parameters and tokens, by this form.</summary>
    /// <param name="flops">The budget, in FLOP.</param>
    /// <param name="options">What it pays for. Default: training at 6·N·D.</param>
    /// <exception cref="ArgumentOutOfRangeException">The budget or an option is out of range.</exception>
    public Allocation ComputeOptimal(double flops, AllocationOptions? options = null) =>
        BudgetAllocator.Allocate(flops, options ?? new AllocationOptions(), LawTraits.Of(this), point => Predict(point, _coordinates), DefaultLevel,
            Replicates.Where(r => r is not null).Select(r => (LawTraits.Of(this), (Func<ScalingPoint, double>)(point => Predict(point, r)))));

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Form.Name}: {string.Join(", ", Parameters.Select(p => FormattableString.Invariant($"{p.Key} = {p.Value:G6}")))}; cost {Cost:G6}, {Status}");

    internal double Predict(ScalingPoint point, ReadOnlySpan<double> coordinates) =>
        Form.Value(Form.IsCentred ? point.RelativeTo(Centre) : point, coordinates);

    internal static bool IsAtBound(ScalingLawCoordinate range, double value) => value <= range.Lower || value >= range.Upper;

    private double[] Publish(ReadOnlySpan<double> coordinates)
    {
        double[] parameters = new double[coordinates.Length];
        Form.Publish(coordinates, Centre, parameters);
        return parameters;
    }
}
