namespace ResearchML.Trainers;

/// <summary>Whether pass@k of large k forecasts better than pass@1.</summary>
public enum GainVerdict
{
    /// <summary>The interval of the difference holds 0, or there is none.</summary>
    CannotTell,

    /// <summary>Large k forecasts better.</summary>
    Helps,

    /// <summary>Large k forecasts worse.</summary>
    Hurts,
}
