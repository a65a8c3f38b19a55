namespace ResearchML.Transforms;

/// <summary>How a reply stands to an answer that it mentions.</summary>
internal enum MentionStrength
{
    /// <summary>It says that this is wrong.</summary>
    Denied,

    /// <summary>It tells of another's view, of its own of before, of a possibility, or computes with it.</summary>
    Aside,

    /// <summary>It mentions it.</summary>
    Mentioned,

    /// <summary>It states it in answer to the question.</summary>
    Stated,

    /// <summary>It says that this is right.</summary>
    Asserted,
}
