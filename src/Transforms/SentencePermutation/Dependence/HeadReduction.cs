namespace ResearchML.Transforms;

/// <summary>How the lifts of several heads and layers become one.</summary>
public enum HeadReduction
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The largest: one head that looks for a sentence is enough.</summary>
    Max,
}
