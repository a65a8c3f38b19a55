using System.Text.Json.Serialization;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>How samples are drawn and graded. None of it is a secret: a saved pipeline holds all of it but the cancellation token.</summary>
public sealed record BestOfNOptions
{
    /// <summary>Tells which samples are correct.</summary>
    public required Verifier Verifier { get; init; }

    /// <summary>n: samples of a row, the most that are drawn. From 1 to 10,000. Default 64.</summary>
    public int Samples { get; init; } = 64;

    /// <summary>Samples of a row that are drawn together; after each batch they are in the cache, and <see cref="StopAtHalfWidth"/> is looked at. From 1 to 10,000. Default 64. A local model encodes the
    /// prompt once a batch. The samples themselves do not depend on it.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Whether a row stops early: once half the width of the 95% Wilson interval of its pass@1, c/n, is at most this. Over 0, less than 0.5, and with a <see cref="BatchSize"/> less than <see cref="Samples"/>. Default <see langword="null"/>: every row has <see cref="Samples"/>.</summary>
    /// <remarks>Off by default, as it has a price. With n fixed in advance c/n and pass@k (<see cref="Evaluators.PassAtK.Unbiased"/>) are unbiased; with n chosen by looking at c they are not quite: a row stops when it
    /// happens to look extreme. The stop looks at the ends of batches only, not after each sample, never before <see cref="MinimumSamples"/>, and n and c are written as they are, so that what was done can be seen.</remarks>
    public double? StopAtHalfWidth { get; init; }

    /// <summary>The fewest samples graded before a row stops early. From 1 to <see cref="Samples"/>. Default 16.</summary>
    public int MinimumSamples { get; init; } = 16;

    /// <summary>How a <see cref="LanguageModel"/> chooses tokens and when a sample ends, but for seed and cancellation, which are said here. Default <see langword="null"/>: <see cref="GenerationOptions"/>'s defaults. Not for a client.</summary>
    public GenerationOptions? Generation { get; init; }

    /// <summary>How a client is asked: concurrency, budget, retries, temperature; but for cache, seed, sample index and cancellation, which are said here. Default <see langword="null"/>:
    /// <see cref="CompleteChatOptions"/>'s defaults. Not for a <see cref="LanguageModel"/>. <see cref="CompleteChatOptions.ThrowOnError"/>: a sample that fails ends the pass.</summary>
    public CompleteChatOptions? Chat { get; init; }

    /// <summary>Path of the SQLite file that samples are kept in, as <see cref="CompleteChatOptions.CachePath"/>. Default <see langword="null"/>: they are kept in memory while the transformer lives.</summary>
    public string? CachePath { get; init; }

    /// <summary>The sampling seed. A local model's k-th sample of a prompt draws from (seed, prompt, k); a client is sent seed + k. Default <see langword="null"/>: for a local model the MLContext's, and where
    /// that has none a random one (not together with <see cref="CachePath"/>, where it would find no sample again); to a client none is sent.</summary>
    public int? Seed { get; init; }

    /// <summary>Whether the samples' texts are written. Default <see langword="true"/>.</summary>
    public bool KeepResponses { get; init; } = true;

    /// <summary>What the names of all output columns begin with. Default: nothing, so that they are n, c, Chance, Grades, Responses and BestOfNError.</summary>
    public string ColumnPrefix { get; init; } = "";

    /// <summary>Ends the pass, between two tokens or with the calls in flight. Default: never. Not saved.</summary>
    [JsonIgnore]
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentNullException"><see cref="Verifier"/> or <see cref="ColumnPrefix"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it.</exception>
    /// <exception cref="ArgumentException">What is said here is said in <see cref="Generation"/> or <see cref="Chat"/> too.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Verifier);
        ArgumentNullException.ThrowIfNull(ColumnPrefix);
        Require(Samples is >= 1 and <= SampleOptions.MaximumSamples, nameof(Samples), Samples, "from 1 to 10000");
        Require(BatchSize is >= 1 and <= SampleOptions.MaximumSamples, nameof(BatchSize), BatchSize, "from 1 to 10000");
        Require(StopAtHalfWidth is null or > 0 and < 0.5, nameof(StopAtHalfWidth), StopAtHalfWidth, "over 0 and less than 0.5, or null");
        Require(StopAtHalfWidth is null || MinimumSamples >= 1 && MinimumSamples <= Samples, nameof(MinimumSamples), MinimumSamples, FormattableString.Invariant($"from 1 to Samples, {Samples}"));
        Require(StopAtHalfWidth is null || BatchSize < Samples, nameof(BatchSize), BatchSize, FormattableString.Invariant($"less than Samples, {Samples}, where StopAtHalfWidth is set, as it is looked at between batches"));
        Require(CachePath is null or { Length: > 0 }, nameof(CachePath), "empty", "a path, or null");
        Generation?.Validate();
        Chat?.Validate();
        OnlyHere(Generation is null or { Seed: null }, $"{nameof(Generation)}.{nameof(Seed)}", nameof(Seed));
        OnlyHere(Generation is null || !Generation.CancellationToken.CanBeCanceled, $"{nameof(Generation)}.{nameof(CancellationToken)}", nameof(CancellationToken));
        OnlyHere(Chat is null or { Seed: null, SampleIndex: 0 }, $"{nameof(Chat)}.{nameof(Seed)} and {nameof(Chat)}.{nameof(CompleteChatOptions.SampleIndex)}", nameof(Seed));
        OnlyHere(Chat is null or { CachePath: null }, $"{nameof(Chat)}.{nameof(CachePath)}", nameof(CachePath));
        OnlyHere(Chat is null || !Chat.CancellationToken.CanBeCanceled, $"{nameof(Chat)}.{nameof(CancellationToken)}", nameof(CancellationToken));
    }

    /// <summary>How messages name <see cref="CachePath"/>.</summary>
    internal const string CacheOption = $"{nameof(BestOfNOptions)}.{nameof(CachePath)}";

    /// <summary>Whether all samples of a prompt are equal.</summary>
    internal bool IsGreedy => Generation is { Temperature: 0 } or { TopK: 1 } || Chat is { Temperature: 0 };

    /// <summary>How a local model generates.</summary>
    /// <param name="seed">Of the draws.</param>
    internal GenerationOptions GenerationWith(int seed) => (Generation ?? new GenerationOptions()) with { Seed = seed, CancellationToken = CancellationToken };

    /// <summary>How a client is asked for the first sample.</summary>
    internal CompleteChatOptions ChatWithCache() => (Chat ?? new CompleteChatOptions()) with { CachePath = CachePath, Seed = Seed, CancellationToken = CancellationToken };

    private static void Require(bool holds, string name, object? value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"BestOfNOptions.{name} must be {rule}, but is {value ?? "null"}."));
    }

    private static void OnlyHere(bool holds, string name, string own)
    {
        if (!holds)
            throw new ArgumentException($"BestOfNOptions.{name} must be left as it is: BestOfNOptions.{own} says it for both.", name);
    }
}
