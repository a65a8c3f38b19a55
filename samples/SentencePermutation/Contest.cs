using Microsoft.ML;
using ResearchML.LanguageModels;
using ResearchML.Transforms;

namespace SentencePermutation;

/// <summary>One seed: a small corpus, its attention, and a model for each arm, all alike but for the orders they read.</summary>
internal sealed class Contest
{
    /// <summary>How often the corpus is read in a run of two minutes. The study reads it 16 times.</summary>
    public const int Copies = 10;

    private const int Vocabulary = 1024, Batch = 4, Measurements = 16;
    private static readonly DecoderConfig Shape = new() { Layers = 4, Width = 128, Heads = 4, ContextLength = 256 };

    private readonly int _seed;
    private readonly int _copies;
    private readonly CancellationToken _cancellationToken;
    private readonly MLContext _ml;
    private readonly SmallCorpus _corpus;
    private readonly LanguageTokenizer _tokenizer;

    /// <param name="seed">Of the split, the weights, the orders and the order of the documents.</param>
    /// <param name="copies">How often the corpus is read.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public Contest(int seed, int copies, CancellationToken cancellationToken)
    {
        (_seed, _copies, _cancellationToken, _ml, _corpus) = (seed, copies, cancellationToken, new MLContext(seed), SmallCorpus.Read(seed));
        _tokenizer = LanguageTokenizer.Train(_corpus.Training.Select(sentences => string.Concat(sentences)), Vocabulary, new TokenizerTrainingOptions { CancellationToken = cancellationToken });
        long tokens = _corpus.Training.Sum(sentences => (long)_tokenizer.Encode(string.Concat(sentences)).Count + 1);
        Steps = (int)Math.Max(1, tokens * copies / (Batch * Shape.ContextLength));
    }

    public string Description => _corpus.Description;

    /// <summary>Optimizer steps of every arm.</summary>
    public int Steps { get; }

    public SmallCorpus Corpus => _corpus;

    /// <summary>Learning rate at its peak: docs/LOG.md says how it was found.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>What counts as a dependence: each sentence comes after the one that it leans on most, if on any more than is usual. (A threshold of 1.5 for a mean over heads leaves a model as small as this without edges.)</summary>
    public static DependenceEdgeOptions Rule { get; } = new() { MinimumLift = 1, StrongestPerSentence = 1 };

    /// <summary>Trains an arm and measures it on the held-out text along the way.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="attention">The edges of each document, in the corpus's order; empty for the control, which needs none.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <returns>What it came to, and its model, which the caller disposes.</returns>
    public (Outcome Outcome, LanguageModelTransformer Model) Train(Arm arm, IReadOnlyList<IReadOnlyList<(int Before, int After)>> attention, Action<double> progress)
    {
        // The corpus is read once before it is read again, as it would be without permutation.
        string[][] texts = [.. _corpus.Training.Select((sentences, i) => arm.Texts(sentences, attention.Count == 0 ? [] : attention[i], _copies, unchecked(_seed * 1_000_003 + i)).ToArray())];
        IDataView train = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, _copies).SelectMany(copy => texts.Select(text => new Document { Text = text[copy] })).ToArray());
        var bits = new List<double>();
        var options = new LanguageModelTrainerOptions
        {
            Model = Shape,
            Tokenizer = _tokenizer,
            Training = new TrainingOptions
            {
                Steps = Steps,
                BatchSize = Batch,
                LearningRate = LearningRate,
                Seed = _seed,
                CancellationToken = _cancellationToken,
                Progress = new StepProgress(p => progress((double)p.Step / Steps)),
                EarlyStopping = new EarlyStopping { Every = Math.Max(10, Steps / Measurements), Patience = int.MaxValue, Measure = Measure },
            },
        };
        LanguageModelTransformer model = _ml.LanguageModeling.Trainers.NextToken("Text", options).Fit(train);
        return (new Outcome(_seed, arm.Name, (long)Steps * Batch * Shape.ContextLength, bits[^1], bits.Min()), model);

        // Nothing is stopped, and the held-out text chooses nothing: every reading counts as better than the last, so that the weights of the end are kept.
        double Measure(LanguageModel now)
        {
            IReadOnlyList<TextScore> scores = now.Score(_corpus.HeldOut, new ScoringOptions { CancellationToken = _cancellationToken });
            bits.Add(-scores.Sum(s => s.LogProbabilities.Sum(p => (double)p)) / Math.Log(2) / scores.Sum(s => (double)s.ByteCount));
            return -bits.Count;
        }
    }

    /// <summary>Reads the attention of every document.</summary>
    /// <param name="model">A model that never saw the held-out text.</param>
    /// <param name="matchDistances">Whether lift is beside what is usual at each distance in the corpus.</param>
    public IReadOnlyList<SentenceDependence> ReadAttention(LanguageModel model, bool matchDistances)
    {
        var options = new SentenceDependenceOptions { CancellationToken = _cancellationToken };
        return SentenceDependence.MeasureBatch(model, _corpus.Training, matchDistances ? options with { Distances = DistanceBaseline.Measure(model, _corpus.Training, options) } : options);
    }
}
