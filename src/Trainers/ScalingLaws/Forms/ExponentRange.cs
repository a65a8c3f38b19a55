namespace ResearchML.Trainers;

/// <summary>Where exponents of loss in N or D are looked for. Published ones lie between 0.05 and 1.</summary>
internal static class ExponentRange
{
    public const double Lower = 0.005;
    public const double Upper = 4;

    public static ScalingLawCoordinate Of(string name) =>
        ScalingLawCoordinate.Searched(name, Lower, Upper) with { SearchRange = (0.03, 3.5, true) };
}
