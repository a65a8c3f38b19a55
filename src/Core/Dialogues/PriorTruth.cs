namespace ResearchML;

/// <summary>Whether the answer that the model is asked about is right.</summary>
public enum PriorTruth
{
    /// <summary>It is right: a model should hold it.</summary>
    Right,

    /// <summary>It is wrong: a model should concede.</summary>
    Wrong,
}
