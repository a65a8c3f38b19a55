namespace ResearchML.Transforms;

/// <summary>How long a call may take, and how often it is tried.</summary>
/// <remarks>Tried again are the statuses 408, 429 and 5xx, time-outs, broken connections and answers whose JSON is cut short or malformed; other exceptions of the client are not. The wait doubles from one try to the
/// next, with jitter; where the endpoint says <c>Retry-After</c>, that is the wait. Switch off the retries of the client itself, as <see cref="ChatClients.OpenAICompatible"/> does:
/// they would multiply.</remarks>
public sealed record ChatRetries
{
    /// <summary>The most tries of a call, the first included. From 1 to 100. Default 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The time-out of each try: over 0, at most a day. Default 2 minutes. The client's own must not be shorter.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait before the second try, but for jitter: from 0 to a day. Default 1 second.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries, one that the endpoint asks for included: from 0 to a day. Default 1 minute.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(1);

    internal void Validate()
    {
        TimeSpan day = TimeSpan.FromDays(1);
        CompleteChatOptions.Require(MaxAttempts is >= 1 and <= 100, "Retries.MaxAttempts", MaxAttempts, "from 1 to 100");
        CompleteChatOptions.Require(Timeout > TimeSpan.Zero && Timeout <= day, "Retries.Timeout", Timeout, "over 0 and at most a day");
        CompleteChatOptions.Require(FirstDelay >= TimeSpan.Zero && FirstDelay <= day, "Retries.FirstDelay", FirstDelay, "from 0 to a day");
        CompleteChatOptions.Require(LongestDelay >= TimeSpan.Zero && LongestDelay <= day, "Retries.LongestDelay", LongestDelay, "from 0 to a day");
    }
}
