namespace ResearchML.Transforms;

/// <summary>What became of a row's samples.</summary>
/// <param name="Responses">The n samples that were graded, in the order of their indices.</param>
/// <param name="Grades">n: whether each is correct.</param>
/// <param name="Chance">The probability that a guess is correct; 0 where an answer cannot be guessed.</param>
/// <param name="Drawn">Samples that were drawn for this row.</param>
/// <param name="Cached">Samples that were there before.</param>
/// <param name="Failed">Samples that could not be drawn.</param>
/// <param name="Ungraded">Samples that the verifier failed on.</param>
/// <param name="StoppedEarly">Whether the interval was narrow enough before all samples were drawn.</param>
/// <param name="Error">What went wrong first; null where nothing did.</param>
public sealed record GradedSamples(
    IReadOnlyList<string> Responses, IReadOnlyList<bool> Grades, double Chance, int Drawn, int Cached, int Failed, int Ungraded, bool StoppedEarly, string? Error)
{
    /// <summary>c: how many of the samples are correct.</summary>
    public int Correct => Grades.Count(grade => grade);

    /// <summary>The fingerprint of the model that was sampled; empty of a client.</summary>
    internal string Model { get; init; } = "";

    /// <summary>A hash of the prompt: equal prompts have equal samples.</summary>
    internal UInt128 Prompt { get; init; }

    internal static GradedSamples None(string error, double chance) => new([], [], chance, 0, 0, 0, 0, StoppedEarly: false, error);
}
