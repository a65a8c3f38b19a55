using Microsoft.ML;
using ResearchML.LanguageModels;
using ResearchML.Trainers;
using TorchSharp;

namespace TokenObjectives;

/// <summary>Trains contenders from the same weights on the same documents in the same order, and examines each on the same held-out text.</summary>
/// <param name="seed">Of the split, the weights and the order.</param>
/// <param name="heldOutBytes">How much text is scored, about.</param>
/// <param name="beginning">Characters of each held-out text that shots are counted on: the link takes a millisecond a token.</param>
/// <param name="cancellationToken">Stops between two steps.</param>
internal sealed class Race(int seed, int heldOutBytes, int beginning, CancellationToken cancellationToken)
{
    private static readonly DecoderConfig Shape = new() { Layers = 4, Width = 128, Heads = 4, ContextLength = 128 };

    private readonly MLContext _ml = new(seed);
    private readonly ReferenceCorpus _corpus = ReferenceCorpus.Read(seed, heldOutBytes);

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
                Progress = new StepProgress(p =>
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
        string[] beginnings = [.. _corpus.HeldOut.Select(text => text[..Math.Min(text.Length, beginning)])];
        IReadOnlyList<TextScore> calibrated = Score(_corpus.HeldOut, p => KShotLink.Calibrate(p, contender.Shots));
        IReadOnlyList<TextScore> own = Score(beginnings, p => p), linked = contender.Shots == Contender.K ? own : Score(beginnings, p => KShotLink.Apply(p, Contender.K));
        return new Result(budget, seed, contender.Name, last.TokensSeen, last.Elapsed.TotalSeconds, metrics.BitsPerByte, BitsPerByte(calibrated), PassAt(own).Average(), -PassAt(linked).Average(Math.Log));

        IReadOnlyList<TextScore> Score(IReadOnlyList<string> texts, Func<torch.Tensor, torch.Tensor> readout) =>
            model.Model.Score(texts, new ScoringOptions { CancellationToken = cancellationToken, Readout = readout });
    }

    private static double BitsPerByte(IReadOnlyList<TextScore> scores) =>
        -scores.Sum(s => s.LogProbabilities.Sum(p => (double)p)) / Math.Log(2) / scores.Sum(s => (double)s.ByteCount);

    private static IEnumerable<double> PassAt(IReadOnlyList<TextScore> scores) => scores.SelectMany(s => s.LogProbabilities).Select(p => 1 - Math.Pow(1 - Math.Exp(p), Contender.K));
}
