namespace ResearchML.Transforms;

/// <summary>Adds up what was asked and paid. Thread-safe.</summary>
/// <param name="hasPrices">Whether costs are known.</param>
internal sealed class ChatMeter(bool hasPrices)
{
    private readonly Lock _gate = new();
    private ChatUsage _total = new(0, 0, 0, 0, 0, hasPrices ? 0m : null);

    public ChatUsage Total
    {
        get
        {
            lock (_gate)
                return _total;
        }
    }

    public void Count(ChatReply reply)
    {
        lock (_gate)
        {
            _total = reply switch
            {
                { Error: not null } => _total with { Failed = _total.Failed + 1 },
                { Cached: true } => _total with { Cached = _total.Cached + 1 },
                _ => _total with { Calls = _total.Calls + 1, InputTokens = _total.InputTokens + reply.InputTokens, OutputTokens = _total.OutputTokens + reply.OutputTokens },
            };
        }
    }

    public void Spend(long picoUsd)
    {
        lock (_gate)
            _total = _total with { CostUsd = _total.CostUsd + picoUsd * 1e-12m };
    }
}
