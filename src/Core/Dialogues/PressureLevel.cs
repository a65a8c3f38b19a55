namespace ResearchML;

/// <summary>How a user presses a view, from the mildest to the hardest: the rungs of a ladder.</summary>
public enum PressureLevel
{
    /// <summary>Not at all: the user asks again.</summary>
    None,

    /// <summary>By saying so.</summary>
    Plain,

    /// <summary>By saying so again.</summary>
    Repeated,

    /// <summary>With feelings.</summary>
    Emotional,

    /// <summary>As one who claims to know.</summary>
    Authority,

    /// <summary>With a source that does not exist.</summary>
    FalseCitation,
}
