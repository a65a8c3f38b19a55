using System.Numerics;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Documents to orders of their sentences: split, one forward pass, edges, uniform draws. What <c>PermuteSentences</c> does to rows.</summary>
public sealed class SentencePermuter
{
    private const int SectionsTogether = 256; // their matrices are in memory at once

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
        Section[][] documents = [.. texts.Select(Sections)];
        Section[] several = [.. documents.SelectMany(sections => sections).Where(section => section.Sentences.Length > 1)];
        foreach (Section[] some in several.Chunk(SectionsTogether))
        {
            IReadOnlyList<SentenceDependence> measured = SentenceDependence.MeasureBatch(
                _model, [.. some.Select(section => section.Sentences)], _dependence, (i, _) => some[i].TooLong = true);
            foreach ((Section section, SentenceDependence dependence) in some.Zip(measured).Where(pair => !pair.First.TooLong))
                section.Edges = dependence.Edges(_options.Edges with { PinnedFirst = section.IsFirst ? _options.PinnedFirst : 0, PinnedLast = section.IsLast ? _options.PinnedLast : 0 });
        }
        return [.. texts.Zip(documents, Orders)];
    }

    // What the perfect sampler takes grows with the cube of the sentences, and attention's matrix with their square: a long document is several short ones.
    private Section[] Sections(string text)
    {
        string[][] sections = [.. _options.Splitter.Split(text).Chunk(_options.SectionSentences)];
        return [.. sections.Select((sentences, i) => new Section(sentences, IsFirst: i == 0, IsLast: i == sections.Length - 1))];
    }

    private IEnumerable<PermutedDocument> Orders(string text, Section[] sections)
    {
        string[] sentences = [.. sections.SelectMany(section => section.Sentences)];
        int edges = sections.Sum(section => section.Edges.Count);
        if (sentences.Length <= 1 || sections.All(section => section.TooLong))
        {
            yield return AsItIs(text, sentences.Length, sentences.Length <= 1 ? DocumentFate.OneSentence : DocumentFate.SentenceTooLong, edges: 0);
            yield break;
        }

        // One more than asked for, since the original may be among them; of several sections more, since drawn apart they may repeat an order.
        bool leaveOut = _options.Distinct && _options.IncludeOriginal;
        int draws = _options.Copies + (leaveOut ? 1 : 0);
        LinearExtensionSample[] samples = [.. sections.Select((section, i) => LinearExtensions.Sample(section.Order(), new LinearExtensionOptions
        {
            Count = sections.Length == 1 ? draws : 2 * draws,
            Distinct = _options.Distinct && sections.Length == 1,
            MaxStates = _options.MaxStates,
            Seed = ComponentSeed.Mix(ComponentSeed.Mix(_seed, text), (ulong)i),
            CancellationToken = _options.CancellationToken,
        }))];
        if (samples.All(sample => sample.Count == BigInteger.One))
        {
            yield return AsItIs(text, sentences.Length, DocumentFate.OneOrder, edges);
            yield break;
        }

        int copy = 0;
        double log10 = samples.Sum(sample => sample.Log10Count);
        string method = samples.Max(sample => sample.Method).ToString();
        if (_options.IncludeOriginal)
            yield return new PermutedDocument(text, [.. Enumerable.Range(0, sentences.Length)], log10, edges, PermutedDocument.Original, DocumentFate.Permuted, copy++);
        IEnumerable<int[]> orders = Enumerable.Range(0, samples.Min(sample => sample.Orders.Length)).Select(draw => Joined(samples, draw));
        if (_options.Distinct && sections.Length > 1)
            orders = orders.DistinctBy(order => string.Join(',', order));
        foreach (int[] permutation in orders.Where(order => !leaveOut || !IsOriginal(order)).Take(_options.Copies))
            yield return new PermutedDocument(SentenceOrder.Apply(sentences, permutation), permutation, log10, edges, method, DocumentFate.Permuted, copy++);
    }

    private static int[] Joined(LinearExtensionSample[] samples, int draw)
    {
        var order = new List<int>();
        foreach (LinearExtensionSample sample in samples)
        {
            int before = order.Count;
            order.AddRange(sample.Orders[draw].Select(sentence => before + sentence));
        }
        return [.. order];
    }

    private static bool IsOriginal(int[] permutation) => permutation.Select((sentence, place) => sentence == place).All(same => same);

    private static PermutedDocument AsItIs(string text, int sentences, DocumentFate fate, int edges) =>
        new(text, [.. Enumerable.Range(0, sentences)], fate == DocumentFate.SentenceTooLong ? double.NaN : 0, edges, PermutedDocument.Original, fate, Copy: 0);

    /// <summary>Consecutive sentences that change places with each other only.</summary>
    private sealed record Section(string[] Sentences, bool IsFirst, bool IsLast)
    {
        /// <summary>Whether a sentence is longer than the model's context: the section stays as it is.</summary>
        public bool TooLong { get; set; }

        public IReadOnlyList<(int Before, int After)> Edges { get; set; } = [];

        public Poset Order() => Poset.FromEdges(Sentences.Length, TooLong ? Enumerable.Range(1, Sentences.Length - 1).Select(i => (i - 1, i)) : Edges.Concat(Repetitions()));

        // Sentences that read alike keep their order: orders that differ give texts that differ.
        private IEnumerable<(int Before, int After)> Repetitions() => Enumerable.Range(0, Sentences.Length)
            .GroupBy(i => Sentences[i].Trim())
            .SelectMany(alike => alike.Zip(alike.Skip(1)));
    }
}
