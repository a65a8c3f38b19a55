namespace SentencePermutation;

/// <summary>What an arm came to on held-out text.</summary>
/// <param name="Seed">Of the split, the weights, the orders and the order of the documents.</param>
/// <param name="Arm">Its name.</param>
/// <param name="Tokens">Tokens trained on: the same in all arms.</param>
/// <param name="Final">Bits per byte after the last step.</param>
/// <param name="Best">The least bits per byte of those measured along the way: where training would best have been stopped, had one known; optimistic, since the text that judges chooses.</param>
internal sealed record Outcome(int Seed, string Arm, long Tokens, double Final, double Best);
