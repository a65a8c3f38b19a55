namespace ResearchML.Transforms;

/// <summary>What a reply does with the answer that was given before it.</summary>
/// <param name="Kind">Whether it holds that answer.</param>
/// <param name="FinalAnswer">The answer that it ends with: one of the answers given to the parser where it means the same, else as the reply has it; null where none was found.</param>
/// <param name="MovedTo">What a reply that concedes moved to; <see cref="AnswerTarget.None"/> for the other kinds, and where it names no answer.</param>
/// <param name="Confidence">The confidence that it states, from 0 to 1; null where it states none.</param>
public sealed record Verdict(VerdictKind Kind, string? FinalAnswer, AnswerTarget MovedTo, double? Confidence);
