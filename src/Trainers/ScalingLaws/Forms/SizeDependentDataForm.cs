using static System.Math;

namespace ResearchML.Trainers;

/// <summary>n and d: ln N/N₀ and ln D/D₀.</summary>
internal sealed class SizeDependentDataForm() : ScalingLawForm("SizeDependentData",
    ScalingLawCoordinate.Coefficient("E"), ScalingLawCoordinate.Coefficient("A"), ScalingLawCoordinate.Coefficient("B"),
    ExponentRange.Of("alpha"), ExponentRange.Of("beta"), ScalingLawCoordinate.Searched("k", -2, 2) with { SearchRange = (-0.7, 0.7, false) })
{
    internal override bool IsCentred => true;

    public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
    {
        var (e, a, b, alpha, beta, k) = (coordinates[0], coordinates[1], coordinates[2], coordinates[3], coordinates[4], coordinates[5]);
        var (n, d) = (point.LogParameters, point.LogTokens);
        double size = Exp(-alpha * n), data = Exp(k * n - beta * d);
        gradient[0] = 1;
        gradient[1] = size;
        gradient[2] = data;
        gradient[3] = -n * a * size;
        gradient[4] = -d * b * data;
        gradient[5] = n * b * data;
        return e + a * size + b * data;
    }

    internal override void Publish(ReadOnlySpan<double> coordinates, ScalingPoint centre, Span<double> parameters)
    {
        coordinates.CopyTo(parameters);
        parameters[1] *= Exp(coordinates[3] * centre.LogParameters);
        parameters[2] *= Exp(coordinates[4] * centre.LogTokens - coordinates[5] * centre.LogParameters);   // B = B'·D₀^β/N₀^k
    }
}
