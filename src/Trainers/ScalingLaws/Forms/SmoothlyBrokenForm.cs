using static System.Math;

namespace ResearchML.Trainers;

/// <summary>L = a + b·x^-c₀·(1 + (x/d₁)^(1/f₁))^(-c₁·f₁), in v = ln x/x₀.</summary>
internal sealed class SmoothlyBrokenForm(ScalingVariable variable) : ScalingLawForm($"SmoothlyBroken({variable})",
    ScalingLawCoordinate.Coefficient("a"), ScalingLawCoordinate.Coefficient("b"),
    ScalingLawCoordinate.Searched("c0", 0, ExponentRange.Upper), ScalingLawCoordinate.Searched("c1", -ExponentRange.Upper, ExponentRange.Upper),
    ScalingLawCoordinate.Searched("ln d1", -8, 8), ScalingLawCoordinate.Searched("ln f1", -3, 2))
{
    public override IReadOnlyList<string> ParameterNames { get; } = ["a", "b", "c0", "c1", "d1", "f1"];

    public override ScalingVariable? SoleVariable => variable;

    public override ScalingVariables Variables => variable switch
    {
        ScalingVariable.Parameters => ScalingVariables.Parameters,
        ScalingVariable.Tokens => ScalingVariables.Tokens,
        _ => ScalingVariables.None,   // of both, in one combination
    };

    public override int MinimumDistinctValues => 7;

    internal override bool IsCentred => true;

    public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
    {
        var (a, b, c0, c1, logD, f) = (coordinates[0], coordinates[1], coordinates[2], coordinates[3], coordinates[4], Exp(coordinates[5]));
        double v = Relative(point), z = (v - logD) / f;
        double softplus = z > 0 ? z + Log(1 + Exp(-z)) : Log(1 + Exp(z)), past = 1 / (1 + Exp(-z));   // ln(1 + e^z) and its slope
        double term = Exp(-c0 * v - c1 * f * softplus);
        gradient[0] = 1;
        gradient[1] = term;
        gradient[2] = -v * b * term;
        gradient[3] = -f * softplus * b * term;
        gradient[4] = c1 * past * b * term;
        gradient[5] = -c1 * f * (softplus - z * past) * b * term;
        return a + b * term;
    }

    internal override void Publish(ReadOnlySpan<double> coordinates, ScalingPoint centre, Span<double> parameters)
    {
        double centreLog = variable.LogOf(centre);
        coordinates.CopyTo(parameters);
        parameters[1] *= Exp(coordinates[2] * centreLog);          // b = b'·x₀^c₀
        parameters[4] = Exp(coordinates[4] + centreLog);
        parameters[5] = Exp(coordinates[5]);
    }

    // The point is relative to the centre: constants such as the 6 of 6ND fall out.
    private double Relative(ScalingPoint point) => variable.LogOf(point) - variable.LogOf(ScalingPoint.FromLogs(0, 0));
}
