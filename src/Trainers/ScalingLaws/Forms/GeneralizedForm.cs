using static System.Math;

namespace ResearchML.Trainers;

/// <summary>Fitted as E + S·M, M the <see cref="PowerMean"/>: the effective exponents a = αγ and b = βγ hardly depend on γ, where α and β would run off with it.</summary>
internal sealed class GeneralizedForm() : ScalingLawForm("Generalized",
    ScalingLawCoordinate.Coefficient("E"), ScalingLawCoordinate.Coefficient("S"), ScalingLawCoordinate.Searched("share", 1e-4, 1 - 1e-4),
    ExponentRange.Of("alpha·gamma"), ExponentRange.Of("beta·gamma"), ScalingLawCoordinate.Searched("ln gamma", -3, 3))
{
    public override IReadOnlyList<string> ParameterNames { get; } = ["E", "A", "B", "alpha", "beta", "gamma"];

    internal override bool IsCentred => true;

    public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
    {
        double gamma = Exp(coordinates[5]);
        var mean = new PowerMean(coordinates[2], coordinates[3], coordinates[4], gamma, point.LogParameters, point.LogTokens);
        double s = coordinates[1];
        gradient[0] = 1;
        gradient[1] = mean.Value;
        gradient[2] = s * mean.ByShare;
        gradient[3] = s * mean.ByA;
        gradient[4] = s * mean.ByB;
        gradient[5] = s * mean.ByGamma * gamma;
        return coordinates[0] + s * mean.Value;
    }

    internal override void Publish(ReadOnlySpan<double> coordinates, ScalingPoint centre, Span<double> parameters)
    {
        double share = coordinates[2], gamma = Exp(coordinates[5]), alpha = coordinates[3] / gamma, beta = coordinates[4] / gamma, scale = Log(coordinates[1]) / gamma;
        parameters[0] = coordinates[0];
        parameters[1] = Exp(scale + Log(share) + alpha * centre.LogParameters);    // A = S^(1/γ)·w·N₀^α
        parameters[2] = Exp(scale + Log(1 - share) + beta * centre.LogTokens);     // B = S^(1/γ)·(1-w)·D₀^β
        parameters[3] = alpha;
        parameters[4] = beta;
        parameters[5] = gamma;
    }
}
