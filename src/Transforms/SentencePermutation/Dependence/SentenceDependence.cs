using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Which sentences of a document lean on which, read from a language model's attention in one forward pass.</summary>
/// <remarks>
/// For a head, D[p, q] is the attention that the tokens of sentence p pay to those of sentence q on the average, the sink left out, and U[p, q] what it would be if each
/// looked at all that it sees alike. Lift[p, q] = D[p, q]/U[p, q], reduced over heads and layers: 1 says no preference, 2 twice as much attention as that.
/// A token that straddles a boundary belongs to the sentence of its last character that is no white space. Documents longer than the context are read in windows, each sentence once and after at least half a
/// context of text where it is short enough for that; sentences that no window shows together have no lift.
/// </remarks>
public sealed class SentenceDependence
{
    private SentenceDependence(float[,] weights, float[,] lift) => (Weights, Lift) = (weights, lift);

    /// <summary>Number of sentences, S.</summary>
    public int Count => Lift.GetLength(0);

    /// <summary>(S, S) attention of sentence i to sentence j, the mean over the heads and layers read. Rows add up to one, or are 0 for a sentence that has no token of its own.</summary>
    public float[,] Weights { get; }

    /// <summary>(S, S) how much more than without preference sentence i attends to sentence j. NaN where j comes after i, where no window showed the two together,
    /// and for a sentence that has no token of its own.</summary>
    public float[,] Lift { get; }

    /// <summary>Measures a document.</summary>
    /// <param name="model">The model; best one that never saw the text that results will be judged by.</param>
    /// <param name="sentences">The document's sentences; their concatenation is the text.</param>
    /// <param name="options">Layers, heads, baseline. Default: the options' own defaults.</param>
    /// <exception cref="SentenceTooLongException">A sentence is longer than the model's context.</exception>
    /// <exception cref="ArgumentException">A sentence is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model's attention is not finite.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public static SentenceDependence Measure(LanguageModel model, IReadOnlyList<string> sentences, SentenceDependenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        return MeasureBatch(model, [sentences], options)[0];
    }

    /// <summary>Measures several documents, those of like length in one forward pass.</summary>
    /// <inheritdoc cref="Measure" path="/exception"/>
    /// <param name="model">The model.</param>
    /// <param name="documents">Documents as sentences.</param>
    /// <param name="options">Layers, heads, baseline, memory.</param>
    /// <returns>A measurement a document, in their order: for each the same as if it were alone, but for rounding.</returns>
    public static IReadOnlyList<SentenceDependence> MeasureBatch(LanguageModel model, IReadOnlyList<IReadOnlyList<string>> documents, SentenceDependenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(documents);
        return MeasureBatch(model, documents, options ?? new SentenceDependenceOptions(), (_, e) => throw e);
    }

    /// <param name="model">The model.</param>
    /// <param name="documents">Documents as sentences.</param>
    /// <param name="options">Layers, heads, baseline, memory.</param>
    /// <param name="tooLong">Told of each document that has a sentence longer than the context; all its lifts are NaN.</param>
    internal static IReadOnlyList<SentenceDependence> MeasureBatch(
        LanguageModel model, IReadOnlyList<IReadOnlyList<string>> documents, SentenceDependenceOptions options, Action<int, SentenceTooLongException> tooLong)
    {
        options.Validate(model.Config.Layers);
        if (documents.Contains(null!))
            throw new ArgumentException("A document is null.", nameof(documents));
        LiftTotals[] totals = [.. documents.Select(sentences => new LiftTotals(sentences.Count, options.Heads))];
        new AttentionReading(model, options).Run(documents, totals, tooLong);
        return [.. totals.Select(total => new SentenceDependence(total.Weights(), total.Lift(options.Distances)))];
    }

    /// <summary>Pairs of sentences whose order is kept: those whose lift reaches a threshold.</summary>
    /// <param name="minimumLift">The threshold, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minimumLift"/> is not positive.</exception>
    public IReadOnlyList<(int Before, int After)> Edges(float minimumLift) => Edges(new DependenceEdgeOptions { MinimumLift = minimumLift });

    /// <summary>Pairs of sentences whose order is kept.</summary>
    /// <param name="options">Threshold, distance, pinned sentences. Default: the options' own defaults.</param>
    /// <returns>Pairs without repetition, ordered by the later sentence, then the earlier.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public IReadOnlyList<(int Before, int After)> Edges(DependenceEdgeOptions? options = null)
    {
        options ??= new DependenceEdgeOptions();
        options.Validate();
        var edges = new List<(int, int)>();
        for (int after = 0; after < Count; after++)
        {
            HashSet<int> leansOn = [.. LeansOn(after, options)];
            for (int before = 0; before < after; before++)
            {
                if (leansOn.Contains(before) || before < options.PinnedFirst || after >= Count - options.PinnedLast)
                    edges.Add((before, after));
            }
        }
        return edges;
    }

    private IEnumerable<int> LeansOn(int sentence, DependenceEdgeOptions options) => Enumerable
        .Range(0, Math.Max(0, sentence - options.MinimumDistance + 1))
        .Where(earlier => Lift[sentence, earlier] >= options.MinimumLift) // false for NaN
        .OrderByDescending(earlier => Lift[sentence, earlier])
        .Take(options.StrongestPerSentence ?? int.MaxValue);
}
