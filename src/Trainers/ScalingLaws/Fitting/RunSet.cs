namespace ResearchML.Trainers;

/// <summary>Runs as arrays, with what of them decides whether a form can be fitted.</summary>
internal sealed class RunSet
{
    private const double LeastIndependentShare = 1e-3;
    private const double SameLog = 1e-6;   // widths of Single are 1e-7 apart

    private readonly int[] _sizes, _tokens, _configurations;
    private readonly int[][] _combinations;   // by ScalingVariable

    public RunSet(IReadOnlyList<ScalingRun> runs)
    {
        Runs = runs;
        Points = [.. runs.Select(r => r.Point)];
        Losses = [.. runs.Select(r => r.Loss)];
        Weights = [.. runs.Select(r => r.Weight)];
        Centre = ScalingPoint.FromLogs(Points.Average(p => p.LogParameters), Points.Average(p => p.LogTokens));
        Relative = [.. Points.Select(p => p.RelativeTo(Centre))];
        _combinations = [.. Enum.GetValues<ScalingVariable>().Select(variable => Numbers(p => variable.LogOf(p)))];
        var numbers = new Dictionary<ScalingPoint, int>();
        _configurations = [.. Points.Select(p => numbers.TryAdd(p, numbers.Count) ? numbers.Count - 1 : numbers[p])];
        (_sizes, _tokens) = (_combinations[(int)ScalingVariable.Parameters], _combinations[(int)ScalingVariable.Tokens]);
    }

    public IReadOnlyList<ScalingRun> Runs { get; }

    public ScalingPoint[] Points { get; }

    public ScalingPoint[] Relative { get; }

    public double[] Losses { get; }

    public double[] Weights { get; }

    /// <summary>The geometric means of N and D.</summary>
    public ScalingPoint Centre { get; }

    public FitObjective ObjectiveOf(ScalingLawForm form, FittingLoss loss) => new(form, form.IsCentred ? Relative : Points, (double[])Losses.Clone(), Weights, loss);

    /// <summary>The loss that a fit predicts for a run.</summary>
    public double Predict(FittedForm fit, int run) => fit.Form.Value(fit.Form.IsCentred ? Relative[run] : Points[run], fit.Coordinates);

    /// <summary>Distinct (N, D, U) among the runs of positive weight: reruns tell of noise, and of no further parameter.</summary>
    public int Configurations(ReadOnlySpan<double> weights) => Distinct(_configurations, weights);

    /// <summary>What keeps the form from being fitted to the runs of positive weight: none of it where it can be.</summary>
    public FitStatus Obstacles(ScalingLawForm form, ReadOnlySpan<double> weights)
    {
        FitStatus status = Configurations(weights) < form.Coordinates.Count ? FitStatus.FewerRunsThanParameters : FitStatus.Ok;
        if (form.Variables.HasFlag(ScalingVariables.Parameters) && Distinct(_sizes, weights) < form.MinimumDistinctValues)
            status |= FitStatus.TooFewDistinctParameters;
        if (form.Variables.HasFlag(ScalingVariables.Tokens) && Distinct(_tokens, weights) < form.MinimumDistinctValues)
            status |= FitStatus.TooFewDistinctTokens;
        if (form.Variables == ScalingVariables.None && form.SoleVariable is { } sole && Distinct(_combinations[(int)sole], weights) < form.MinimumDistinctValues)
            status |= FitStatus.TooFewDistinctValues;
        if (form.Variables.HasFlag(ScalingVariables.UniqueTokens) && !IsAnyRepeated(weights))
            status |= FitStatus.NoRepeatedTokens;
        return status;
    }

    /// <summary>What is doubtful about fitting the form to these runs.</summary>
    public FitStatus Doubts(ScalingLawForm form)
    {
        FitStatus status = Configurations(Weights) == form.Coordinates.Count ? FitStatus.Saturated : FitStatus.Ok;
        if (!form.Variables.HasFlag(ScalingVariables.UniqueTokens) && IsAnyRepeated(Weights))
            status |= FitStatus.RepeatedEpochs;
        if (form.Variables.HasFlag(ScalingVariables.Parameters | ScalingVariables.Tokens) && IsCollinear())
            status |= FitStatus.Collinear;
        return status;
    }

    private bool IsAnyRepeated(ReadOnlySpan<double> weights)
    {
        for (int i = 0; i < Points.Length; i++)
        {
            if (weights[i] > 0 && Points[i].LogTokens - Points[i].LogUniqueTokens > SameLog)
                return true;
        }

        return false;
    }

    /// <summary>The rank of each run's value among the distinct ones.</summary>
    private int[] Numbers(Func<ScalingPoint, double> logOf)
    {
        int[] numbers = new int[Points.Length];
        int number = -1;
        double last = double.NegativeInfinity;
        foreach (int i in Enumerable.Range(0, Points.Length).OrderBy(i => logOf(Points[i])))
        {
            double log = logOf(Points[i]);
            number += log - last > SameLog ? 1 : 0;
            (numbers[i], last) = (number, log);
        }

        return numbers;
    }

    private static int Distinct(int[] numbers, ReadOnlySpan<double> weights)
    {
        Span<bool> seen = numbers.Length <= 1024 ? stackalloc bool[numbers.Length] : new bool[numbers.Length];
        seen.Clear();
        int count = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (weights[i] <= 0 || seen[numbers[i]])
                continue;
            seen[numbers[i]] = true;
            count++;
        }

        return count;
    }

    // Whether ln N explains all but a thousandth of the variance of ln D.
    private bool IsCollinear()
    {
        double nn = 0, dd = 0, nd = 0;
        foreach (ScalingPoint point in Relative)
        {
            nn += point.LogParameters * point.LogParameters;
            dd += point.LogTokens * point.LogTokens;
            nd += point.LogParameters * point.LogTokens;
        }

        return nn > 0 && dd > 0 && 1 - nd * nd / (nn * dd) < LeastIndependentShare;
    }
}
