using System.Diagnostics;
using System.Globalization;
using ResearchML.LanguageModels;
using ResearchML.Samples;
using ResearchML.Statistics;
using ResearchML.Trainers;

// What BF16 products cost in loss: next-token training on the default corpus in float32 and in BF16, same seeds, same batches; held-out nats per token.
// Without BF16 instructions the products are emulated: the loss is that of BF16, the time is not. Arguments: steps (default 600), seeds (default 1 to 5).
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int steps = args.Length > 0 ? int.Parse(args[0]) : 600;
int[] seeds = args.Length > 1 ? [.. args.Skip(1).Select(int.Parse)] : [1, 2, 3, 4, 5];
var ratios = new List<double>();
foreach (int seed in seeds)
{
    ReferenceCorpus corpus = ReferenceCorpus.Read(seed, heldOutBytes: 60_000);
    double single = Loss(corpus, Precision.Float32, seed), half = Loss(corpus, Precision.BFloat16, seed);
    ratios.Add(half / single - 1);
    Console.WriteLine($"seed {seed}: float32 {single:f5}, BF16 {half:f5} nats per byte: {100 * ratios[^1]:+0.000;-0.000}%");
}

Estimate mean = MeanInterval.Of(ratios);
Console.WriteLine($"BF16 above float32 after {steps} steps: {100 * mean.Value:+0.000;-0.000}% [{100 * mean.Lower:+0.000;-0.000}, {100 * mean.Upper:+0.000;-0.000}], at most {100 * ratios.Max(Math.Abs):f3}%");

double Loss(ReferenceCorpus corpus, Precision precision, int seed)
{
    var clock = Stopwatch.StartNew();
    var options = new LanguageModelTrainerOptions
    {
        Model = new DecoderConfig { Layers = 4, Width = 128, Heads = 4, ContextLength = 128 },
        Training = new TrainingOptions { Steps = steps, BatchSize = 4, LearningRate = 1e-3, Precision = precision },
    };
    using LanguageModel model = LanguageModelTraining.Train(corpus.Training, new NextTokenObjective(), options, (ulong)seed);
    IReadOnlyList<TextScore> scores = model.Score(corpus.HeldOut);
    Console.WriteLine($"  {precision}: {clock.Elapsed.TotalSeconds:f0} s");
    return -scores.Sum(s => s.LogProbabilities.Sum(p => (double)p)) / scores.Sum(s => (double)s.TokenCount);
}
