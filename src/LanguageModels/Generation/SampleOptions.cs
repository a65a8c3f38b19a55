namespace ResearchML.LanguageModels;

/// <summary>How many times a prompt is continued, and how.</summary>
public sealed record SampleOptions
{
    /// <summary>Most samples of a prompt: 10,000, as many as Brown et al. 2024, arXiv:2407.21787, draw.</summary>
    public const int MaximumSamples = 10_000;

    /// <summary>Samples of each prompt. From 1 to <see cref="MaximumSamples"/>. Default 8. Greedy samples (<see cref="GenerationOptions.Temperature"/> 0
    /// or <see cref="GenerationOptions.TopK"/> 1) are allowed and are all equal: one is computed.</summary>
    public int Samples { get; init; } = 8;

    /// <summary>The index of the first of them: those before are another call's, and are not computed. From 0 to 1,000,000,000. Default 0.</summary>
    public int FirstSample { get; init; }

    /// <summary>How tokens are chosen and when a sample ends; the n-th sample of a prompt draws from (seed, prompt, n). Default: <see cref="GenerationOptions"/>'s defaults.</summary>
    public GenerationOptions Generation { get; init; } = new();

    /// <summary>Most samples, of all prompts together, that are decoded side by side; those of one prompt that are more still share its pass through the network.
    /// At least 1. Default <see langword="null"/>: as many as take no more memory than the weights, or 512 MB where that is more.</summary>
    public int? MaxBatchRows { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentNullException"><see cref="Generation"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        if (Samples is < 1 or > MaximumSamples)
            throw new ArgumentOutOfRangeException(nameof(Samples), Samples, FormattableString.Invariant($"SampleOptions.Samples must be from 1 to {MaximumSamples}, but is {Samples}."));
        if (FirstSample is < 0 or > 1_000_000_000)
            throw new ArgumentOutOfRangeException(nameof(FirstSample), FirstSample, FormattableString.Invariant($"SampleOptions.FirstSample must be from 0 to 1000000000, but is {FirstSample}."));
        if (MaxBatchRows < 1)
            throw new ArgumentOutOfRangeException(nameof(MaxBatchRows), MaxBatchRows, FormattableString.Invariant($"SampleOptions.MaxBatchRows must be at least 1, or null, but is {MaxBatchRows}."));
        ArgumentNullException.ThrowIfNull(Generation);
        Generation.Validate();
    }
}
