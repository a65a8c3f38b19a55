namespace ResearchML.LanguageModels;

/// <summary>How tokens are chosen and when generation stops.</summary>
public sealed record GenerationOptions
{
    /// <summary>Most stop strings: 1,000.</summary>
    public const int MaximumStopStrings = 1000;

    /// <summary>Most tokens to generate. At least 1. Default 128.</summary>
    public int MaxTokens { get; init; } = 128;

    /// <summary>Divides the logits before sampling; 0 takes the likeliest token (greedy). At least 0. Default 1.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Samples among this many of the likeliest tokens (Fan et al. 2018, arXiv:1805.04833). At least 1. Default <see langword="null"/>: all.</summary>
    public int? TopK { get; init; }

    /// <summary>Samples among the fewest likeliest tokens that hold this share of the probability (Holtzman et al. 2020, arXiv:1904.09751). In (0, 1]. Default 1: all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Texts that end the generation; the text is cut before the first of them. At most 1,000 of 1 to 10,000 characters. Default: none.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>Whether EOS, or another of <see cref="LanguageModel.EndTokens"/>, ends the generation. Default <see langword="true"/>.</summary>
    public bool StopAtEos { get; init; } = true;

    /// <summary>Seed of the sampling: a row's draws depend on it and on the row's prompt, never on the rows beside it.
    /// Default <see langword="null"/>: 0 on a <see cref="LanguageModel"/>, the MLContext's seed in a pipeline.</summary>
    public int? Seed { get; init; }

    /// <summary>Stops between two tokens. Default: never.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Whether the likeliest token is taken, so that a prompt has one continuation.</summary>
    internal bool IsGreedy => Temperature == 0 || TopK == 1;

    /// <summary>The seed as the draws take it.</summary>
    internal ulong SeedBits => unchecked((ulong)(Seed ?? 0));

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(MaxTokens >= 1, nameof(MaxTokens), MaxTokens, "at least 1");
        Require(Temperature >= 0 && double.IsFinite(Temperature), nameof(Temperature), Temperature, "a finite number of at least 0");
        Require(TopK is null or >= 1, nameof(TopK), TopK, "at least 1, or null");
        Require(TopP is > 0 and <= 1, nameof(TopP), TopP, "in (0, 1]");
        Require(StopStrings is not null && !StopStrings.Any(string.IsNullOrEmpty), nameof(StopStrings), "an empty string", "texts of at least one character");
        Require(StopStrings!.Count <= MaximumStopStrings, nameof(StopStrings), StopStrings.Count, "at most 1000 texts");
        Require(StopStrings.All(s => s.Length <= 10_000), nameof(StopStrings), "longer", "texts of at most 10000 characters");
    }

    private static void Require(bool holds, string name, object? value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"GenerationOptions.{name} must be {rule}, but is {value ?? "null"}."));
    }
}
