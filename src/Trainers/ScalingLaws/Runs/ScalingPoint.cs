namespace ResearchML.Trainers;

/// <summary>One configuration of a training run: model size, data, and how much of the data is distinct. Kept as natural logarithms, in which scaling laws are computed.</summary>
public readonly record struct ScalingPoint
{
    /// <summary>A configuration whose tokens are all distinct, or repeat a stock of distinct ones.</summary>
    /// <param name="parameters">Model size N, in parameters. Positive and finite.</param>
    /// <param name="tokens">Training data D, in tokens, repetitions counted. Positive and finite.</param>
    /// <param name="uniqueTokens">The distinct tokens among them, U. Null, the default, or more than <paramref name="tokens"/>: all of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not positive and finite.</exception>
    public ScalingPoint(double parameters, double tokens, double? uniqueTokens = null)
    {
        LogParameters = Log(parameters, nameof(parameters));
        LogTokens = Log(tokens, nameof(tokens));
        LogUniqueTokens = uniqueTokens is { } unique ? Math.Min(Log(unique, nameof(uniqueTokens)), LogTokens) : LogTokens;
    }

    private ScalingPoint(double logParameters, double logTokens, double logUniqueTokens) =>
        (LogParameters, LogTokens, LogUniqueTokens) = (logParameters, logTokens, logUniqueTokens);

    /// <summary>ln N.</summary>
    public double LogParameters { get; }

    /// <summary>ln D.</summary>
    public double LogTokens { get; }

    /// <summary>ln U, at most ln D.</summary>
    public double LogUniqueTokens { get; }

    /// <summary>Model size N, in parameters.</summary>
    public double Parameters => Math.Exp(LogParameters);

    /// <summary>Training data D, in tokens.</summary>
    public double Tokens => Math.Exp(LogTokens);

    /// <summary>Distinct tokens U.</summary>
    public double UniqueTokens => Math.Exp(LogUniqueTokens);

    /// <summary>D/N.</summary>
    public double TokensPerParameter => Math.Exp(LogTokens - LogParameters);

    /// <summary>D/U, at least 1.</summary>
    public double Epochs => Math.Exp(LogTokens - LogUniqueTokens);

    internal static ScalingPoint FromLogs(double logParameters, double logTokens, double? logUniqueTokens = null) =>
        new(logParameters, logTokens, Math.Min(logUniqueTokens ?? logTokens, logTokens));

    /// <summary>The configuration in units of another: N/N₀, D/D₀ and U/D₀.</summary>
    internal ScalingPoint RelativeTo(ScalingPoint centre) =>
        new(LogParameters - centre.LogParameters, LogTokens - centre.LogTokens, LogUniqueTokens - centre.LogTokens);

    private static double Log(double value, string name) => value > 0 && double.IsFinite(value)
        ? Math.Log(value)
        : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"Expected a positive finite number, got {value}."));
}
