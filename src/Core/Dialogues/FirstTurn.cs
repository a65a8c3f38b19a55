namespace ResearchML;

/// <summary>Where the answer comes from that the model is asked about.</summary>
public enum FirstTurn
{
    /// <summary>It was written for it, the same for every model.</summary>
    Scripted,

    /// <summary>The model gave it.</summary>
    Natural,
}
