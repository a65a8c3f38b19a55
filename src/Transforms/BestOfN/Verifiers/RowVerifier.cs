namespace ResearchML.Transforms;

/// <summary>Grades the samples of one row.</summary>
/// <param name="IsCorrect">Whether a response is correct.</param>
/// <param name="Chance">The probability that a guess is: 0 where an answer cannot be guessed.</param>
internal sealed record RowVerifier(Func<string, bool> IsCorrect, double Chance = 0);
