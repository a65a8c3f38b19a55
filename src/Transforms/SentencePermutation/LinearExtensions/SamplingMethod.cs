namespace ResearchML.Transforms;

/// <summary>How linear extensions were drawn. Both ways are exactly uniform.</summary>
public enum SamplingMethod
{
    /// <summary>All were counted, and numbers drawn among them.</summary>
    Exact,

    /// <summary>There were too many states to count: coupling from the past.</summary>
    Perfect,
}
