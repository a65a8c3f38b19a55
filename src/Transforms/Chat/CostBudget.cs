namespace ResearchML.Transforms;

/// <summary>What tokens cost, and how much may be spent.</summary>
/// <remarks>
/// <para>Before a call is sent, the most that it can cost is reserved: a token for each byte of its messages and 16 for each message (byte-level BPE has no more tokens
/// than bytes), and <see cref="CompleteChatOptions.MaxOutputTokens"/>. The answer's own token counts then take its place. A call that failed after it may have been
/// paid (a time-out, half a body) keeps its reservation; one that the endpoint refused with a status gives it back.</para>
/// <para>With <see cref="CompleteChatOptions.CachePath"/> the spending is kept in that file and counts for all processes that use it, and for later ones. Without, it is that of one fitted transformer: another begins at 0.</para>
/// </remarks>
public sealed record CostBudget
{
    private const decimal MaximumUsd = 1_000_000, MaximumUsdPerMillion = 10_000;

    /// <summary>The most that may be spent, in USD, from 0 to 1,000,000. Default <see langword="null"/>: no cap; the prices only serve to report the cost.</summary>
    public decimal? MaxUsd { get; init; }

    /// <summary>The price of a million input tokens, in USD, from 0 to 10,000. Default 0. Where cached input is cheaper, the dearer price.</summary>
    public decimal InputUsdPerMillion { get; init; }

    /// <summary>The price of a million output tokens, in USD, from 0 to 10,000. Default 0.</summary>
    public decimal OutputUsdPerMillion { get; init; }

    /// <summary>Spending that the cache file recorded before this moment does not count. Default <see langword="null"/>: all counts.</summary>
    public DateTimeOffset? CountSince { get; init; }

    /// <summary>The most that a call can cost, in millionths of a millionth of a dollar.</summary>
    /// <param name="messages">Its messages.</param>
    /// <param name="maxOutputTokens">The limit of its answer, in tokens.</param>
    internal long BoundPicoUsd(IReadOnlyList<LanguageModels.ChatTurn> messages, int maxOutputTokens)
    {
        long inputTokens = 16; // what a chat template puts before the answer
        foreach (LanguageModels.ChatTurn message in messages)
            inputTokens += System.Text.Encoding.UTF8.GetByteCount(message.Content) + 16;
        return PicoUsd(inputTokens, maxOutputTokens);
    }

    /// <summary>What tokens cost, in millionths of a millionth of a dollar, rounded up.</summary>
    internal long PicoUsd(long inputTokens, long outputTokens) =>
        (long)Math.Min(long.MaxValue / 1024, Math.Ceiling(1_000_000 * (inputTokens * InputUsdPerMillion + outputTokens * OutputUsdPerMillion)));

    internal void Validate()
    {
        CompleteChatOptions.Require(MaxUsd is null or >= 0 and <= MaximumUsd, "Budget.MaxUsd", MaxUsd, "from 0 to 1000000 USD, or null");
        CompleteChatOptions.Require(InputUsdPerMillion is >= 0 and <= MaximumUsdPerMillion, "Budget.InputUsdPerMillion", InputUsdPerMillion, "from 0 to 10000 USD");
        CompleteChatOptions.Require(OutputUsdPerMillion is >= 0 and <= MaximumUsdPerMillion, "Budget.OutputUsdPerMillion", OutputUsdPerMillion, "from 0 to 10000 USD");
        if (MaxUsd is { } cap && InputUsdPerMillion + OutputUsdPerMillion == 0)
        {
            throw new ArgumentOutOfRangeException("Budget.MaxUsd", cap, FormattableString.Invariant(
                $"CompleteChatOptions.Budget.MaxUsd is {cap}, but both prices are 0, so no spending would ever count. Give InputUsdPerMillion or OutputUsdPerMillion (over 0, up to 10000 USD), or leave MaxUsd null."));
        }
    }
}
