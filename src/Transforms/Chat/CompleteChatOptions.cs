using System.Text.Json.Serialization;

namespace ResearchML.Transforms;

/// <summary>How conversations are completed by a chat model. None of it is a secret: a saved pipeline holds all of it but the cancellation token.</summary>
public sealed record CompleteChatOptions
{
    /// <summary>The most calls in flight at once, over all passes of the transformer, and the furthest that it works ahead of the row that is asked for. From 1 to 1,000. Default 8.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>Path of the SQLite file that answers are kept in, made with mode 0600 if there is none, for any number of processes; on a local disk, as SQLite's locks need. A saved pipeline
    /// keeps it as it is given: one that is relative is looked up in the working directory of the process that loads the pipeline. The folder must exist. Default <see langword="null"/>: answers are kept in memory while the transformer lives.</summary>
    public string? CachePath { get; init; }

    /// <summary>Prices, and how much may be spent. Default <see langword="null"/>: no limit, no cost reported.</summary>
    public CostBudget? Budget { get; init; }

    /// <summary>Time-out and retries. Default: <see cref="ChatRetries"/>'s defaults.</summary>
    public ChatRetries Retries { get; init; } = new();

    /// <summary>The model asked for. Default <see langword="null"/>: the client's own.</summary>
    public string? ModelId { get; init; }

    /// <summary>A system message put before each conversation that does not begin with one. Default <see langword="null"/>: none.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>The sampling temperature, from 0 to 2. Default <see langword="null"/>: the endpoint's own.</summary>
    public float? Temperature { get; init; }

    /// <summary>Samples among the fewest likeliest tokens that hold this share of the probability, in (0, 1]. Default <see langword="null"/>: the endpoint's own.</summary>
    public float? TopP { get; init; }

    /// <summary>The most tokens of an answer, what it thinks included. From 1 to 10,000,000. Default 1,024.</summary>
    public int MaxOutputTokens { get; init; } = 1024;

    /// <summary>The sampling seed; what is sent is <see cref="Seed"/> + <see cref="SampleIndex"/>. Default <see langword="null"/>: none is sent.</summary>
    public int? Seed { get; init; }

    /// <summary>Which of several answers to the same conversation: answers of another index are asked for and cached apart. At least 0. Default 0.</summary>
    public int SampleIndex { get; init; }

    /// <summary>Whether nothing is asked and answers come from the cache alone. Default <see langword="false"/>.</summary>
    public bool Offline { get; init; }

    /// <summary>Whether a row without an answer stops the pass with an <see cref="InvalidOperationException"/>. Default <see langword="false"/>: it gets an
    /// empty response and the reason in the error column.</summary>
    public bool ThrowOnError { get; init; }

    /// <summary>Ends the pass, and the calls in flight. Default: never. Not saved.</summary>
    [JsonIgnore]
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(MaxConcurrency is >= 1 and <= 1000, nameof(MaxConcurrency), MaxConcurrency, "from 1 to 1000");
        Require(CachePath is null or { Length: > 0 }, nameof(CachePath), "empty", "a path, or null");
        Require(ModelId is null or { Length: > 0 }, nameof(ModelId), "empty", "a model's id, or null");
        Require(Temperature is null or >= 0 and <= 2, nameof(Temperature), Temperature, "from 0 to 2, or null");
        Require(TopP is null or > 0 and <= 1, nameof(TopP), TopP, "in (0, 1], or null");
        Require(MaxOutputTokens is >= 1 and <= 10_000_000, nameof(MaxOutputTokens), MaxOutputTokens, "from 1 to 10000000");
        Require(SampleIndex >= 0, nameof(SampleIndex), SampleIndex, "at least 0");
        Require(Retries is not null, nameof(Retries), null, "given");
        Retries!.Validate();
        Budget?.Validate();
    }

    internal static void Require(bool holds, string name, object? value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"CompleteChatOptions.{name} must be {rule}, but is {value ?? "null"}."));
    }
}
