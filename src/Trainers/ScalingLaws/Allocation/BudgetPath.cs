using MathNet.Numerics.RootFinding;

namespace ResearchML.Trainers;

/// <summary>The models that a budget buys: for each N the D that uses it up.</summary>
internal sealed class BudgetPath(double flops, AllocationOptions options)
{
    private const double MostLog = 200;   // e^200 tokens: beyond any budget
    private const double Accuracy = 1e-13;

    /// <summary>Cost in FLOP, training and inference.</summary>
    public double Cost(double parameters, double tokens) =>
        (options.TrainingFlops?.Invoke(parameters, tokens) ?? 6 * parameters * tokens) + 2 * parameters * options.InferenceTokens;

    /// <summary>ln D for ln N, or NaN where even one token costs more than the budget, or no number of tokens uses it up.</summary>
    public double LogTokens(double logParameters)
    {
        double parameters = Math.Exp(logParameters);
        if (options.TrainingFlops is null)
        {
            double left = flops - 2 * parameters * options.InferenceTokens;
            return left > 0 && Math.Log(left / 6) - logParameters is var logTokens and >= 0 ? logTokens : double.NaN;
        }

        return Root(d => Math.Log(Cost(parameters, Math.Exp(d)) / flops), 0, MostLog);
    }

    /// <summary>ln N at D = ratio·N, or NaN where no model costs this much.</summary>
    public double LogParametersAt(double tokensPerParameter) =>
        Root(n => Math.Log(Cost(Math.Exp(n), tokensPerParameter * Math.Exp(n)) / flops), Math.Max(0, -Math.Log(tokensPerParameter)), MostLog);

    private static double Root(Func<double, double> excess, double from, double to)
    {
        double low = excess(from), high = excess(to);
        if (low == 0)
            return from;
        return low < 0 && high > 0 && Brent.TryFindRoot(excess, from, to, Accuracy, 200, out double root) ? root : double.NaN;
    }
}
