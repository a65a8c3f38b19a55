using MathNet.Numerics.RootFinding;

namespace ResearchML.Trainers;

/// <summary>The models that a budget buys: for each N the D that uses it up, for each D the N.</summary>
internal sealed class BudgetPath
{
    private const double MostLog = 200;   // e^200 parameters or tokens: beyond any budget
    private const double Accuracy = 1e-13;
    private readonly double _flops;
    private readonly AllocationOptions _options;

    /// <summary>Makes the path.</summary>
    /// <exception cref="ArgumentException">The caller's cost is not positive and finite, or does not rise with N and D.</exception>
    public BudgetPath(double flops, AllocationOptions options)
    {
        (_flops, _options) = (flops, options);
        if (options.TrainingFlops is { } cost)
            RequireRising(cost);
    }

    /// <summary>ln D for ln N, or NaN where even one token costs more than the budget.</summary>
    public double LogTokens(double logParameters)
    {
        double parameters = Math.Exp(logParameters);
        if (_options.TrainingFlops is not null)
            return Root(d => Excess(parameters, Math.Exp(d)));
        double left = _flops - 2 * parameters * _options.InferenceTokens;
        return left > 0 && Math.Log(left / 6) - logParameters is var logTokens and >= 0 ? logTokens : double.NaN;
    }

    /// <summary>ln N for ln D, or NaN where even one parameter costs more.</summary>
    public double LogParameters(double logTokens) => Root(n => Excess(Math.Exp(n), Math.Exp(logTokens)));

    /// <summary>ln N at D = ratio·N, or NaN where no model costs this much.</summary>
    public double LogParametersAt(double tokensPerParameter) =>
        Root(n => Excess(Math.Exp(n), tokensPerParameter * Math.Exp(n)), Math.Max(0, -Math.Log(tokensPerParameter)));

    private double Excess(double parameters, double tokens) =>
        Math.Log(((_options.TrainingFlops?.Invoke(parameters, tokens) ?? 6 * parameters * tokens) + 2 * parameters * _options.InferenceTokens) / _flops);

    private static double Root(Func<double, double> excess, double from = 0)
    {
        double low = excess(from), high = excess(MostLog);
        if (low == 0)
            return from;
        return low < 0 && high > 0 && Brent.TryFindRoot(excess, from, MostLog, Accuracy, 200, out double root) ? root : double.NaN;
    }

    // A cost with a fall in it has several D for one N, and one that is NaN none: the answer would be wrong without a word.
    private static void RequireRising(Func<double, double, double> cost)
    {
        const double Factor = 1.5, Most = 1e18;
        foreach (double other in (double[])[1e3, 1e8, 1e12])
        {
            double lastInTokens = 0, lastInParameters = 0;
            for (double x = 1; x < Most; x *= Factor)
            {
                lastInTokens = Rising(other, x, lastInTokens, "D");
                lastInParameters = Rising(x, other, lastInParameters, "N");
            }
        }

        double Rising(double n, double d, double last, string variable) => cost(n, d) is var flops && flops > last && double.IsFinite(flops)
            ? flops
            : throw new ArgumentException(FormattableString.Invariant($"{nameof(AllocationOptions)}.{nameof(AllocationOptions.TrainingFlops)} must be positive and finite and rise with N and D, but rising {variable} to N = {n:G4}, D = {d:G4} takes it from {last:G6} to {flops:G6}."));
    }
}
