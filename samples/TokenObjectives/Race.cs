using Microsoft.ML;
using ResearchML.LanguageModels;
using ResearchML.Trainers;

namespace TokenObjectives;

/// <summary>Trains contenders from the same weights on the same documents in the same order, and examines each on the same held-out text.</summary>
internal sealed class Race(int seed, CancellationToken cancellationToken)
{
    private const int HeldOutBytes = 30_000;

    private static readonly DecoderConfig Shape = new() { Layers = 4, Width = 128, Heads = 4, ContextLength = 128 };

    private readonly MLContext _ml = new(seed);
    private readonly ReferenceCorpus _corpus = ReferenceCorpus.Read(seed, HeldOutBytes);

    public string Description => _corpus.Description;

    /// <summary>One training.</summary>
    /// <param name="contender">What is minimised.</param>
    /// <param name="budget">What ends it.</param>
    /// <param name="tokens">How many, where the budget is tokens.</param>
    /// <param name="time">How long, where it is time.</param>
    /// <param name="progress">Told the share that is done.</param>
    public Result Run(Contender contender, BudgetKind budget, long tokens, TimeSpan time, Action<double> progress)
    {
        IDataView train = _ml.Data.LoadFromEnumerable(_corpus.Training.Select(text => new Document { Text = text }));
        TrainingProgress? last = null;
        var options = new LanguageModelTrainerOptions
        {
            Model = Shape,
            Tokenizer = LanguageTokenizer.Bytes(),
            Training = new TrainingOptions
            {
                Steps = int.MaxValue,
                Tokens = budget == BudgetKind.Tokens ? tokens : null,
                Duration = budget == BudgetKind.Time ? time : null,
                BatchSize = 4,
                LearningRate = contender.LearningRate,
                Seed = seed,
                CancellationToken = cancellationToken,
                Progress = new Each(p =>
                {
                    last = p;
                    progress(p.Elapsed / (p.Elapsed + p.Remaining));
                }),
            },
        };
        using LanguageModelTransformer model = contender.Trainer(_ml.LanguageModeling.Trainers, options).Fit(train);
        return Examine(model, contender, budget, last!);
    }

    private Result Examine(LanguageModelTransformer model, Contender contender, BudgetKind budget, TrainingProgress last)
    {
        IDataView heldOut = _ml.Data.LoadFromEnumerable(_corpus.HeldOut.Select(text => new Document { Text = text }));
        LanguageModelingMetrics metrics = _ml.LanguageModeling.Evaluate(model.Transform(heldOut));
        IReadOnlyList<TextScore> own = model.Model.Score(_corpus.HeldOut, new ScoringOptions { CancellationToken = cancellationToken });
        IReadOnlyList<TextScore> linked = model.Model.Score(_corpus.HeldOut, new ScoringOptions
        {
            CancellationToken = cancellationToken,
            Readout = p => contender.Shots == 1 ? KShotLink.Apply(p, Contender.K) : KShotLink.Calibrate(p, contender.Shots),
        });
        (IReadOnlyList<TextScore> calibrated, IReadOnlyList<TextScore> shots) = contender.Shots == 1 ? (own, linked) : (linked, own);
        return new Result(budget, seed, contender.Name, last.TokensSeen, last.Elapsed.TotalSeconds, metrics.BitsPerByte, BitsPerByte(calibrated), PassAt(own), PassAt(shots));
    }

    private static double BitsPerByte(IReadOnlyList<TextScore> scores) =>
        -scores.Sum(s => s.LogProbabilities.Sum(p => (double)p)) / Math.Log(2) / scores.Sum(s => (double)s.ByteCount);

    private static double PassAt(IReadOnlyList<TextScore> scores) =>
        scores.SelectMany(s => s.LogProbabilities).Average(p => 1 - Math.Pow(1 - Math.Exp(p), Contender.K));

    private sealed class Each(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
