using System.Numerics;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Documents to orders of their sentences: split, one forward pass, edges, uniform draws. What <c>PermuteSentences</c> does to rows.</summary>
public sealed class SentencePermuter
{
    private readonly LanguageModel _model;
    private readonly SentencePermutationOptions _options;
    private readonly SentenceDependenceOptions _dependence;
    private readonly ulong _seed;

    /// <summary>Takes a model and how it is used.</summary>
    /// <param name="model">Whose attention is read; the caller owns it.</param>
    /// <param name="options">How. Its seed is not looked at, nor whether distances are to be matched: that is the next parameter's.</param>
    /// <param name="distances">What lift is beside; <see langword="null"/> for uniform attention.</param>
    /// <param name="seed">Of all documents. A document's draws depend on it and on its text alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or the model has no such layer.</exception>
    public SentencePermuter(LanguageModel model, SentencePermutationOptions options, DistanceBaseline? distances, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(model.Config.Layers);
        (_model, _options, _dependence, _seed) = (model, options, options.Dependence with { Distances = distances }, seed);
    }

    /// <summary>The orders of each document, made as they are enumerated. The forward passes are done at once.</summary>
    /// <param name="texts">Documents; those of like length go through the model together.</param>
    /// <returns>One or more a document, in the documents' order.</returns>
    /// <exception cref="InvalidOperationException">The model's attention is not finite.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public IReadOnlyList<IEnumerable<PermutedDocument>> Permute(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        IReadOnlyList<string>[] documents = [.. texts.Select(_options.Splitter.Split)];
        int[] several = [.. Enumerable.Range(0, documents.Length).Where(i => documents[i].Count > 1)];
        var tooLong = new HashSet<int>();
        IReadOnlyList<SentenceDependence> measured = SentenceDependence.MeasureBatch(
            _model, [.. several.Select(i => documents[i])], _dependence, (i, _) => tooLong.Add(several[i]));
        var rows = new IEnumerable<PermutedDocument>[texts.Count];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = [AsItIs(texts[i], documents[i].Count, tooLong.Contains(i) ? DocumentFate.SentenceTooLong : DocumentFate.OneSentence, edges: 0)];
        foreach ((int i, SentenceDependence dependence) in several.Zip(measured).Where(pair => !tooLong.Contains(pair.First)))
            rows[i] = Orders(texts[i], documents[i], dependence);
        return rows;
    }

    private IEnumerable<PermutedDocument> Orders(string text, IReadOnlyList<string> sentences, SentenceDependence dependence)
    {
        IReadOnlyList<(int Before, int After)> edges = dependence.Edges(_options.Edges);
        Poset order = Poset.FromEdges(sentences.Count, edges.Concat(Repetitions(sentences)));
        // One more than asked for, since the original may be among them.
        bool leaveOut = _options.Distinct && _options.IncludeOriginal;
        LinearExtensionSample sample = LinearExtensions.Sample(order, new LinearExtensionOptions
        {
            Count = _options.Copies + (leaveOut ? 1 : 0),
            Distinct = _options.Distinct,
            MaxStates = _options.MaxStates,
            Seed = ComponentSeed.Mix(_seed, text),
            Cancellation = _options.CancellationToken,
        });
        if (sample.Count == BigInteger.One)
        {
            yield return AsItIs(text, sentences.Count, DocumentFate.OneOrder, edges.Count);
            yield break;
        }
        int copy = 0;
        if (_options.IncludeOriginal)
            yield return Row(text, [.. Enumerable.Range(0, sentences.Count)], PermutedDocument.Original);
        foreach (int[] permutation in sample.Orders.Where(o => !leaveOut || !IsOriginal(o)).Take(_options.Copies))
            yield return Row(SentenceOrder.Apply(sentences, permutation), permutation, sample.Method.ToString());

        PermutedDocument Row(string ordered, int[] permutation, string method) =>
            new(ordered, permutation, sample.Log10Count, edges.Count, method, DocumentFate.Permuted, copy++);
    }

    // Sentences that read alike keep their order: orders that differ give texts that differ.
    private static IEnumerable<(int Before, int After)> Repetitions(IReadOnlyList<string> sentences) => Enumerable.Range(0, sentences.Count)
        .GroupBy(i => sentences[i].Trim())
        .SelectMany(alike => alike.Zip(alike.Skip(1)));

    private static bool IsOriginal(int[] permutation) => permutation.Select((sentence, place) => sentence == place).All(same => same);

    private static PermutedDocument AsItIs(string text, int sentences, DocumentFate fate, int edges) =>
        new(text, [.. Enumerable.Range(0, sentences)], fate == DocumentFate.SentenceTooLong ? double.NaN : 0, edges, PermutedDocument.Original, fate, Copy: 0);
}
