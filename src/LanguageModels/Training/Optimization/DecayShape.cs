namespace ResearchML.LanguageModels;

/// <summary>How the learning rate falls.</summary>
public enum DecayShape
{
    /// <summary>By half a cosine.</summary>
    Cosine,

    /// <summary>By a straight line.</summary>
    Linear,
}
