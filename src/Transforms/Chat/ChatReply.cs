namespace ResearchML.Transforms;

/// <summary>What became of a conversation.</summary>
/// <param name="Text">The answer; empty where there is none.</param>
/// <param name="InputTokens">Tokens of the conversation as the endpoint counts them; 0 where it does not.</param>
/// <param name="OutputTokens">Tokens of the answer, likewise.</param>
/// <param name="FinishReason">Why it ends, as the endpoint says: <c>stop</c>, <c>length</c> where it was cut at the output limit, or another word; null where it does not say.</param>
/// <param name="Cached">Whether it was there without a call of its own.</param>
/// <param name="Error">Why there is no answer; null where there is one.</param>
public sealed record ChatReply(string Text, long InputTokens, long OutputTokens, string? FinishReason, bool Cached, string? Error)
{
    /// <summary>Whether it was cut at the output limit.</summary>
    internal bool IsCut => string.Equals(FinishReason, "length", StringComparison.OrdinalIgnoreCase);

    internal static ChatReply Failed(string error) => new("", 0, 0, FinishReason: null, Cached: false, error);
}
