namespace ResearchML;

/// <summary>What the user says of the answer that the model gave.</summary>
public enum UserStance
{
    /// <summary>That it is wrong, and another right.</summary>
    Challenge,

    /// <summary>That it is right.</summary>
    Endorse,

    /// <summary>Nothing: the user asks again. A control.</summary>
    Neutral,
}
