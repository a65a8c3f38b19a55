using static System.Math;

namespace ResearchML.Trainers;

/// <summary>n and d: ln N/N₀ and ln D/D₀.</summary>
internal sealed class RatioForm() : ScalingLawForm("Ratio",
    ScalingLawCoordinate.Coefficient("E"), ScalingLawCoordinate.Coefficient("A"), ScalingLawCoordinate.Coefficient("B"), ScalingLawCoordinate.Coefficient("G"),
    ExponentRange.Of("alpha"), ExponentRange.Of("beta"), ExponentRange.Of("delta"))
{
    private const double ReferenceTokensPerParameter = 20;

    internal override bool IsCentred => true;

    public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
    {
        var (e, a, b, g) = (coordinates[0], coordinates[1], coordinates[2], coordinates[3]);
        var (alpha, beta, delta) = (coordinates[4], coordinates[5], coordinates[6]);
        var (n, d) = (point.LogParameters, point.LogTokens);
        double size = Exp(-alpha * n), data = Exp(-beta * d), ratio = Exp(-delta * (d - n));
        gradient[0] = 1;
        gradient[1] = size;
        gradient[2] = data;
        gradient[3] = ratio;
        gradient[4] = -n * a * size;
        gradient[5] = -d * b * data;
        gradient[6] = (n - d) * g * ratio;
        return e + a * size + b * data + g * ratio;
    }

    internal override void Publish(ReadOnlySpan<double> coordinates, ScalingPoint centre, Span<double> parameters)
    {
        coordinates.CopyTo(parameters);
        parameters[1] *= Exp(coordinates[4] * centre.LogParameters);
        parameters[2] *= Exp(coordinates[5] * centre.LogTokens);
        parameters[3] *= Exp(coordinates[6] * (centre.LogTokens - centre.LogParameters - Log(ReferenceTokensPerParameter)));   // G = G'·((D₀/N₀)/20)^δ
    }
}
