using static System.Math;

namespace ResearchML.Trainers;

/// <summary>Fitted as E + S·M, M the <see cref="PowerMean"/> with γ = b = β and a = α.</summary>
internal sealed class KaplanWithFloorForm() : ScalingLawForm("KaplanWithFloor",
    ScalingLawCoordinate.Coefficient("E"), ScalingLawCoordinate.Coefficient("S"), ScalingLawCoordinate.Searched("share", 1e-4, 1 - 1e-4),
    ExponentRange.Of("alpha"), ExponentRange.Of("beta"))
{
    public override IReadOnlyList<string> ParameterNames { get; } = ["E", "A", "B", "alpha", "beta"];

    internal override bool IsCentred => true;

    public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
    {
        double beta = coordinates[4];
        var mean = new PowerMean(coordinates[2], coordinates[3], beta, beta, point.LogParameters, point.LogTokens);
        double s = coordinates[1];
        gradient[0] = 1;
        gradient[1] = mean.Value;
        gradient[2] = s * mean.ByShare;
        gradient[3] = s * mean.ByA;
        gradient[4] = s * (mean.ByB + mean.ByGamma);
        return coordinates[0] + s * mean.Value;
    }

    internal override void Publish(ReadOnlySpan<double> coordinates, ScalingPoint centre, Span<double> parameters)
    {
        double share = coordinates[2], alpha = coordinates[3], beta = coordinates[4], scale = Log(coordinates[1]) / beta;
        parameters[0] = coordinates[0];
        parameters[1] = Exp(scale + Log(share) + alpha / beta * centre.LogParameters);   // A = S^(1/β)·w·N₀^(α/β)
        parameters[2] = Exp(scale + Log(1 - share) + centre.LogTokens);                  // B = S^(1/β)·(1-w)·D₀
        parameters[3] = alpha;
        parameters[4] = beta;
    }
}
