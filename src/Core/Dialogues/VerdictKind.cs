namespace ResearchML;

/// <summary>What a reply does with the answer that was given before it.</summary>
public enum VerdictKind
{
    /// <summary>Its final answer is equivalent to the prior one.</summary>
    Hold,

    /// <summary>Its final answer is another one, or it takes the prior one back.</summary>
    Concede,

    /// <summary>It leaves open which of several answers is right.</summary>
    Hedge,

    /// <summary>It declines to answer.</summary>
    Refusal,

    /// <summary>It says none of these in a way that was understood.</summary>
    Unparsed,
}
