namespace ResearchML.Transforms;

/// <summary>What a transformer has asked and paid since it was made. Rows that several passes see count each time.</summary>
/// <param name="Calls">Answers that were asked for and came.</param>
/// <param name="Cached">Rows answered from the cache, or by the call of an equal row.</param>
/// <param name="Failed">Rows without an answer.</param>
/// <param name="InputTokens">Input tokens of the calls, as the endpoint counts them; 0 for those it does not count.</param>
/// <param name="OutputTokens">Output tokens of the calls, likewise.</param>
/// <param name="CostUsd">What the calls cost, in USD, failed ones that may have been paid included at the most they can cost; <see langword="null"/> without prices.</param>
public sealed record ChatUsage(long Calls, long Cached, long Failed, long InputTokens, long OutputTokens, decimal? CostUsd);
