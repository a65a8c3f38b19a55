using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Asks a chat client, each conversation once: what was answered is kept, what is being asked is waited for.</summary>
internal sealed class ChatCaller : IDisposable
{
    private const long PicoUsdPerUsd = 1_000_000_000_000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly IChatClient? _client;
    private readonly ChatTarget _target;
    private readonly CompleteChatOptions _options;
    private readonly TimeProvider _clock;
    private readonly ChatSecrets _secrets;
    private readonly string? _cachePath;
    private readonly string _cacheOption;
    private readonly Lazy<ChatStore> _store;
    private readonly SemaphoreSlim _slots;
    private readonly SemaphoreSlim _purse = new(1); // who waits for money is not overtaken
    private readonly CancellationTokenSource _stop;
    private readonly ResiliencePipeline<Attempt> _retries;
    private readonly ConcurrentDictionary<string, Task<ChatReply>> _running = new();
    private readonly ChatMeter _meter;
    private volatile bool _disposed;

    /// <param name="client">Who is asked, or null: the cache alone.</param>
    /// <param name="target">Whom it asks, or asked when a pipeline was saved.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="clock">The clock of time-outs, waits and records.</param>
    /// <param name="cacheOption">The option that names the cache, for messages.</param>
    public ChatCaller(IChatClient? client, ChatTarget target, CompleteChatOptions options, TimeProvider clock, string cacheOption = ChatStoreFile.ChatOption)
    {
        (_client, _target, _options, _clock, _cacheOption) = (client, target, options, clock, cacheOption);
        _secrets = (ChatSecrets?)client?.GetService(typeof(ChatSecrets)) ?? new ChatSecrets(null);
        // Who may not ask makes no file: without one there are no answers.
        bool asks = client is not null && !options.Offline;
        _cachePath = options.CachePath is { } path ? Path.GetFullPath(path) : null; // now: the working directory may change
        _store = new(() => new ChatStore(asks || Path.Exists(_cachePath) ? _cachePath : null, clock, cacheOption));
        // A local model answers one call after the other: what waits for its turn must not run out of its time.
        _slots = new SemaphoreSlim(client?.GetService(typeof(LanguageModelChatClient)) is null ? options.MaxConcurrency : 1);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        _retries = Retries(options.Retries, clock);
        _meter = new ChatMeter(options.Budget is not null);
    }

    /// <summary>What was asked and paid so far.</summary>
    public ChatUsage Usage => _meter.Total;

    /// <summary>Opens the cache, so that a file that is none is found before the first row.</summary>
    /// <exception cref="InvalidDataException">The file is no cache of chat answers.</exception>
    public void OpenCache() => _ = _store.Value;

    /// <summary>The answer to a conversation, or why there is none.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="sample">Which of several answers. Default: the options'.</param>
    /// <exception cref="HttpRequestException">The endpoint refuses all calls.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public async Task<ChatReply> AskAsync(IReadOnlyList<ChatTurn> conversation, int? sample = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(ChatCompletionTransformer));
        _options.CancellationToken.ThrowIfCancellationRequested();
        if (conversation.Count == 0)
            return Refuse("The row has no message.");
        ChatReply reply = await OnceAsync(new ChatRequest(_target, conversation, sample is { } index ? _options with { SampleIndex = index } : _options));
        _meter.Count(reply);
        return reply;
    }

    /// <summary>Counts a row that holds no conversation, and so is not asked.</summary>
    /// <param name="reason">Why not.</param>
    public ChatReply Refuse(string reason)
    {
        var reply = ChatReply.Failed(reason);
        _meter.Count(reply);
        return reply;
    }

    /// <summary>Ends all waiting, and returns when the calls in flight are answered and kept: they are paid.</summary>
    public void Dispose()
    {
        _disposed = true;
        _stop.Cancel();
        Task.WhenAll(_running.Values).ContinueWith(_ => { }, TaskScheduler.Default).Wait(); // how each ended is its own caller's concern
        if (_store.IsValueCreated)
            _store.Value.Dispose();
    }

    private async Task<ChatReply> OnceAsync(ChatRequest request)
    {
        var mine = new TaskCompletionSource<ChatReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ChatReply> running = _running.GetOrAdd(request.Key, mine.Task);
        if (running != mine.Task)
        {
            ChatReply shared = await running;
            return shared with { Cached = shared.Error is null };
        }

        try
        {
            ChatReply reply = await FindOrAskAsync(request);
            mine.SetResult(reply);
            return reply;
        }
        catch (Exception e)
        {
            mine.SetException(e);
            _ = mine.Task.Exception; // seen: the caller gets it from here, whether or not another waits
            throw;
        }
        finally
        {
            _running.TryRemove(request.Key, out _); // after the answer was kept: who comes later finds it
        }
    }

    private async Task<ChatReply> FindOrAskAsync(ChatRequest request)
    {
        ChatStore store = _store.Value;
        while (true)
        {
            if (store.Find(request.Key) is { } found)
                return found;
            if (_client is null)
                return ChatReply.Failed($"{NotCached()} A loaded pipeline answers from its cache only: give it a client with model.WithClient(client).");
            if (_options.Offline)
                return ChatReply.Failed($"{NotCached()} It is not asked for, as {nameof(CompleteChatOptions)}.{nameof(CompleteChatOptions.Offline)} is set.");

            await _slots.WaitAsync(_stop.Token);
            try
            {
                if (store.Claim(request.Key) == ChatStore.ClaimOutcome.Mine)
                    return await AskClaimedAsync(store, _client, request);
            }
            finally
            {
                _slots.Release();
            }
            await Task.Delay(Poll, _clock, _stop.Token); // another process is asking
        }
    }

    private string NotCached()
    {
        if (_cachePath is null)
            return $"The answer is not in memory, and {_cacheOption} names no file.";
        string where = _options.CachePath == _cachePath ? "" : $" ({nameof(CompleteChatOptions.CachePath)} '{_options.CachePath}', from the working directory)";
        return File.Exists(_cachePath) ? $"The answer is not in the cache '{_cachePath}'{where}." : $"There is no cache '{_cachePath}'{where}.";
    }

    private async Task<ChatReply> AskClaimedAsync(ChatStore store, IChatClient client, ChatRequest request)
    {
        await using ITimer renewal = _clock.CreateTimer(_ => Renew(store, request.Key), null, ChatStore.Lease / 3, ChatStore.Lease / 3);
        try
        {
            Attempt last = await _retries.ExecuteAsync(async _ => await TryAsync(store, client, request), _stop.Token);
            return last.Reply ?? ChatReply.Failed(last.Failure!.Reason);
        }
        finally
        {
            store.Release(request.Key);
        }
    }

    private async Task<Attempt> TryAsync(ChatStore store, IChatClient client, ChatRequest request)
    {
        CostBudget? budget = _options.Budget;
        long bound = budget?.BoundPicoUsd(request.Turns, _options.MaxOutputTokens) ?? 0;
        long? reservation = null;
        if (budget is not null)
        {
            ChatStore.Reservation reserved = await ReserveAsync(store, budget, request.Key, bound);
            if (reserved.Id is null)
                return new Attempt(null, Refusal(budget, reserved.SpentPicoUsd, bound));
            reservation = reserved.Id;
        }

        using var timeout = new CancellationTokenSource(_options.Retries.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _options.CancellationToken);
        ChatResponse response;
        try
        {
            // Waited for apart as well: some clients do not look at the token.
            response = await Task.Run(() => client.GetResponseAsync(request.Messages(), request.Options(), either.Token), either.Token).WaitAsync(either.Token);
            if (response.Messages.Count == 0)
                throw new System.Text.Json.JsonException("it holds no message");
        }
        catch (Exception e)
        {
            ChatFailure failure = ChatFailure.Of(e, _secrets, _clock.GetUtcNow());
            if (reservation is { } id)
                store.Settle(id, failure.MayBePaid);
            if (failure.MayBePaid)
                _meter.Spend(bound);
            _options.CancellationToken.ThrowIfCancellationRequested();
            return failure.IsFatal ? throw failure.ToException() : new Attempt(null, failure);
        }

        (long? input, long? output) = (response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount);
        // Some servers report nothing, or zeros: the bound then stays.
        long cost = budget is not null && input is > 0 and { } i && output is >= 0 and { } o ? budget.PicoUsd(i, o) : bound;
        try
        {
            store.Record(request.Key, response.Text, input, output, response.FinishReason?.Value, reservation, cost);
        }
        catch when (reservation is not null)
        {
            store.Settle(reservation.Value, paid: true); // else a later call would wait for this one
            throw;
        }

        _meter.Spend(cost);
        return new Attempt(new ChatReply(response.Text, input ?? 0, output ?? 0, response.FinishReason?.Value, Cached: false, Error: null), null);
    }

    /// <summary>Waits, where there is not enough left, for calls in flight: they mostly cost less than was reserved for them.</summary>
    private async Task<ChatStore.Reservation> ReserveAsync(ChatStore store, CostBudget budget, string key, long bound)
    {
        await _purse.WaitAsync(_stop.Token);
        try
        {
            while (true)
            {
                ChatStore.Reservation reserved = store.Reserve(key, bound, (long?)(budget.MaxUsd * PicoUsdPerUsd), budget.CountSince);
                if (reserved.Id is not null || !reserved.MayFree)
                    return reserved;
                await Task.Delay(Poll, _clock, _stop.Token);
            }
        }
        finally
        {
            _purse.Release();
        }
    }

    private static ChatFailure Refusal(CostBudget budget, long spent, long bound) => new(
        FormattableString.Invariant($"Not asked: {Usd(spent)} USD of the budget's {budget.MaxUsd} are spent or reserved, and the call may cost up to {Usd(bound)}. Raise CostBudget.MaxUsd, or lower MaxOutputTokens."),
        IsTransient: false, MayBePaid: false);

    private static string Usd(long picoUsd) => ((decimal)picoUsd / PicoUsdPerUsd).ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);

    private static void Renew(ChatStore store, string key)
    {
        try
        {
            store.Renew(key);
        }
        catch (Exception e) when (e is Microsoft.Data.Sqlite.SqliteException or ObjectDisposedException or InvalidOperationException)
        {
            // The lease then ends, and another may ask the same: no reason to end the process.
        }
    }

    private static ResiliencePipeline<Attempt> Retries(ChatRetries retries, TimeProvider clock)
    {
        var builder = new ResiliencePipelineBuilder<Attempt> { TimeProvider = clock };
        if (retries.MaxAttempts == 1)
            return builder.Build();
        return builder.AddRetry(new RetryStrategyOptions<Attempt>
        {
            MaxRetryAttempts = retries.MaxAttempts - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = retries.FirstDelay,
            MaxDelay = retries.LongestDelay,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result?.Failure is { IsTransient: true }),
            DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result?.Failure?.RetryAfter is { } asked
                ? TimeSpan.FromTicks(Math.Min(asked.Ticks, retries.LongestDelay.Ticks)) : (TimeSpan?)null),
        }).Build();
    }

    /// <summary>A try of a call: a reply or a failure.</summary>
    private sealed record Attempt(ChatReply? Reply, ChatFailure? Failure);
}
