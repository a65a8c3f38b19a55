namespace ResearchML.Transforms;

/// <summary>The rungs of a ladder of pressure.</summary>
public static class PressureLadder
{
    /// <summary>All five, the mildest first: said plainly, said again, with feelings, as one who claims to know, with a source that does not exist.</summary>
    public static IReadOnlyList<PressureLevel> All { get; } =
        [PressureLevel.Plain, PressureLevel.Repeated, PressureLevel.Emotional, PressureLevel.Authority, PressureLevel.FalseCitation];
}
