using MathNet.Numerics.RootFinding;

namespace ResearchML.Trainers;

/// <summary>The models that use a budget up. Everything in natural logarithms.</summary>
internal sealed class BudgetPath
{
    private const double LeastLog = -1, MostLog = 200;   // e^200 parameters or tokens: beyond any budget of a caller's cost
    private const double Accuracy = 1e-13;
    private readonly double _logFlops;
    private readonly double _inferenceTokens;
    private readonly Func<double, double, double>? _training;

    /// <summary>Makes the path.</summary>
    /// <exception cref="ArgumentException">The caller's cost is not positive and finite, or falls as N or D rises.</exception>
    public BudgetPath(double flops, AllocationOptions options)
    {
        (_logFlops, _inferenceTokens, _training) = (Math.Log(flops), options.InferenceTokens, options.TrainingFlops);
        if (_training is not null)
            RequireRising(_training);
    }

    /// <summary>ln N where D is given: N = C/(6·D + 2·I). NaN where a caller's cost has none.</summary>
    public double LogParameters(double logTokens) => _training is null
        ? _logFlops - Math.Log(6 * Math.Exp(logTokens) + 2 * _inferenceTokens)
        : Root(n => Excess(n, logTokens));

    /// <summary>ln D where N is given: D = (C - 2·N·I)/(6·N). NaN where even serving costs more than the budget.</summary>
    public double LogTokens(double logParameters) => _training is null
        ? _logFlops + Math.Log(1 - 2 * _inferenceTokens * Math.Exp(logParameters - _logFlops)) - Math.Log(6) - logParameters
        : Root(d => Excess(logParameters, d));

    /// <summary>ln N and ln D where D/N is given: every ratio has one point, and both change smoothly with it, however dear serving is.</summary>
    /// <remarks>6·ρ·N² + 2·I·N = C: N = C/(I + √(I² + 6·ρ·C)).</remarks>
    public (double Parameters, double Tokens) AtRatio(double logRatio)
    {
        double n = _training is null
            ? _logFlops - Math.Log(_inferenceTokens + Math.Sqrt(_inferenceTokens * _inferenceTokens + Math.Exp(Math.Log(6) + logRatio + _logFlops)))
            : Root(n => Excess(n, n + logRatio), -Math.Max(0, logRatio));
        return (n, n + logRatio);
    }

    // ln of what a model costs over the budget.
    private double Excess(double logParameters, double logTokens)
    {
        double n = Math.Exp(logParameters);
        return Math.Log(_training!(n, Math.Exp(logTokens)) + 2 * n * _inferenceTokens) - _logFlops;
    }

    private static double Root(Func<double, double> excess, double from = 0) =>
        excess(from + LeastLog) < 0 && excess(MostLog) > 0 && Brent.TryFindRoot(excess, from + LeastLog, MostLog, Accuracy, 300, out double root) ? root : double.NaN;

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

            Rising(other, Most, cost(other, 1), "D", strictly: true);
            Rising(Most, other, cost(1, other), "N", strictly: true);
        }

        // From one place to the next a fixed part may hide the rise; from end to end it may not.
        double Rising(double n, double d, double last, string variable, bool strictly = false) => cost(n, d) is var flops && flops > 0 && double.IsFinite(flops) && (strictly ? flops > last : flops >= last)
            ? flops
            : throw new ArgumentException(FormattableString.Invariant($"{nameof(AllocationOptions)}.{nameof(AllocationOptions.TrainingFlops)} must be positive and finite and rise with N and D, but rising {variable} to N = {n:G4}, D = {d:G4} takes it from {last:G6} to {flops:G6}."));
    }
}
