using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>How <c>ScoreLikelihood</c> reads rows and what it writes beside the loss.</summary>
public sealed record ScoreLikelihoodOptions
{
    /// <summary>Rows scored at a time, and the furthest that the transform works ahead of the rows asked for. At least 1. Default 64.</summary>
    public int BatchRows { get; init; } = 64;

    /// <summary>Windowing, memory and cancellation of the scoring.</summary>
    public ScoringOptions Scoring { get; init; } = new();

    /// <summary>Name of an Int32 column for the number of scored tokens. Default <see langword="null"/>: not written.</summary>
    public string? TokenCountColumnName { get; init; }

    /// <summary>Name of an Int32 column for the text's bytes of UTF-8. Default <see langword="null"/>: not written.</summary>
    public string? ByteCountColumnName { get; init; }
}
