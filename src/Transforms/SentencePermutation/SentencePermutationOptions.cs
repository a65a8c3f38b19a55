using System.Globalization;

namespace ResearchML.Transforms;

/// <summary>How documents are permuted: <c>PermuteSentences</c>.</summary>
public sealed record SentencePermutationOptions
{
    private const int MostCopies = 1_000_000;

    /// <summary>Orders of each document, beside the original. From 1 to 1,000,000. Default 4. Fewer come where fewer differ (<see cref="Distinct"/>), and a document of one order gives one row.</summary>
    public int Copies { get; init; } = 4;

    /// <summary>Whether the document as it is comes first. Default <see langword="false"/>.</summary>
    public bool IncludeOriginal { get; init; }

    /// <summary>Whether a document's rows all differ, from the original too where that is included. Default <see langword="true"/>. Sentences that read alike keep their order either way, so that orders that differ are texts that differ.</summary>
    public bool Distinct { get; init; } = true;

    /// <summary>Splits documents into sentences. Default: the rules of English. To be saved with a pipeline it is an <see cref="ISavedSentenceSplitter"/>.</summary>
    public SentenceSplitter Splitter { get; init; } = SentenceSplitter.For("en");

    /// <inheritdoc cref="SentenceDependenceOptions.Layers"/>
    public LayerRange Layers { get; init; } = LayerRange.FractionOfDepth(0.75);

    /// <inheritdoc cref="SentenceDependenceOptions.Heads"/>
    public HeadReduction Heads { get; init; }

    /// <inheritdoc cref="SentenceDependenceOptions.DropSink"/>
    public bool DropSink { get; init; } = true;

    /// <summary>Whether lift is beside what is usual at each distance, measured on the first <see cref="BaselineRows"/> rows that the estimator is fitted on, rather than beside uniform attention. Attention is local: beside uniform
    /// attention neighbours chain, and many documents keep exactly one order. Default <see langword="false"/>.</summary>
    public bool MatchDistances { get; init; }

    /// <summary>Rows that <see cref="MatchDistances"/> reads. At least 1. Default 200.</summary>
    public int BaselineRows { get; init; } = 200;

    /// <inheritdoc cref="DependenceEdgeOptions.MinimumLift"/>
    public float MinimumLift { get; init; } = 1.5f;

    /// <inheritdoc cref="DependenceEdgeOptions.MinimumDistance"/>
    public int MinimumDistance { get; init; } = 1;

    /// <inheritdoc cref="DependenceEdgeOptions.StrongestPerSentence"/>
    public int? StrongestPerSentence { get; init; }

    /// <inheritdoc cref="DependenceEdgeOptions.PinnedFirst"/>
    public int PinnedFirst { get; init; }

    /// <inheritdoc cref="DependenceEdgeOptions.PinnedLast"/>
    public int PinnedLast { get; init; }

    /// <summary>Most sentences that change places with each other: a longer document is permuted section by section, each as if it were a document. At least 2. Default 128.</summary>
    public int SectionSentences { get; init; } = 128;

    /// <inheritdoc cref="LinearExtensionOptions.MaxStates"/>
    public int MaxStates { get; init; } = LinearExtensions.DefaultMaxStates;

    /// <summary>Documents that go through the model together, and the furthest that the transformer works ahead of the rows asked for. At least 1. Default 16.</summary>
    public int BatchRows { get; init; } = 16;

    /// <inheritdoc cref="SentenceDependenceOptions.MaxBatchTokens"/>
    public int MaxBatchTokens { get; init; } = 4096;

    /// <summary>Seed of the draws. A document's draws depend on it and on the document's text, never on its place; its dependences on what is measured beside it by the rounding of float32 alone. Default <see langword="null"/>: the context's.</summary>
    public int? Seed { get; init; }

    /// <summary>Stops between two forward passes or two draws. Default: never.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal SentenceDependenceOptions Dependence => new() { Layers = Layers, Heads = Heads, DropSink = DropSink, MaxBatchTokens = MaxBatchTokens, CancellationToken = CancellationToken };

    internal DependenceEdgeOptions Edges => new()
    {
        MinimumLift = MinimumLift,
        MinimumDistance = MinimumDistance,
        StrongestPerSentence = StrongestPerSentence,
        PinnedFirst = PinnedFirst,
        PinnedLast = PinnedLast,
    };

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    /// <exception cref="ArgumentNullException">The splitter or the layers are null.</exception>
    internal void Validate(int layers)
    {
        ArgumentNullException.ThrowIfNull(Splitter);
        Dependence.Validate(layers);
        Edges.Validate();
        AtLeast(1, Copies, nameof(Copies));
        if (Copies > MostCopies)
            throw new ArgumentOutOfRangeException(nameof(Copies), Copies, string.Create(CultureInfo.InvariantCulture, $"SentencePermutationOptions.Copies must be at most {MostCopies}, but is {Copies}."));
        AtLeast(2, SectionSentences, nameof(SectionSentences));
        AtLeast(1, BaselineRows, nameof(BaselineRows));
        AtLeast(1, BatchRows, nameof(BatchRows));
        AtLeast(0, MaxStates, nameof(MaxStates));
    }

    private static void AtLeast(int least, int value, string name)
    {
        if (value < least)
            throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"SentencePermutationOptions.{name} must be at least {least}, but is {value}."));
    }
}
