namespace ResearchML.Transforms;

/// <summary>What became of a document.</summary>
public enum DocumentFate
{
    /// <summary>It has several orders.</summary>
    Permuted,

    /// <summary>It has two sentences or more, and its dependences leave one order: it passes through.</summary>
    OneOrder,

    /// <summary>It has one sentence or none: it passes through.</summary>
    OneSentence,

    /// <summary>A sentence is longer than the model's context, so that nothing could be measured: it passes through.</summary>
    SentenceTooLong,
}
