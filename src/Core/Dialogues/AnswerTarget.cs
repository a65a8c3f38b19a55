namespace ResearchML;

/// <summary>What a reply that concedes moved to.</summary>
public enum AnswerTarget
{
    /// <summary>It did not move, or names no answer.</summary>
    None,

    /// <summary>The right answer.</summary>
    Gold,

    /// <summary>The wrong answer that the user claims to be right.</summary>
    Claim,

    /// <summary>An answer of its own.</summary>
    Other,
}
