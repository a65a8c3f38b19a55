namespace ResearchML.Trainers.Tests;

/// <summary>Chinchilla's form as a caller would add it: value and gradient at N and D as they are, around 1e9 parameters and 1e10 tokens.</summary>
public sealed class CallersForm() : ScalingLawForm("Callers",
    ScalingLawCoordinate.Coefficient("E"), ScalingLawCoordinate.Coefficient("A"), ScalingLawCoordinate.Coefficient("B"),
    ScalingLawCoordinate.Searched("alpha", 0.01, 2), ScalingLawCoordinate.Searched("beta", 0.01, 2))
{
    public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
    {
        double n = Math.Log(point.Parameters / 1e9), d = Math.Log(point.Tokens / 1e10);
        double size = Math.Exp(-coordinates[3] * n), data = Math.Exp(-coordinates[4] * d);
        gradient[0] = 1;
        gradient[1] = size;
        gradient[2] = data;
        gradient[3] = -n * coordinates[1] * size;
        gradient[4] = -d * coordinates[2] * data;
        return coordinates[0] + coordinates[1] * size + coordinates[2] * data;
    }
}
