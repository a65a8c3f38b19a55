using System.Collections.Concurrent;
using Microsoft.ML;
using ResearchML;
using ResearchML.LanguageModels;

namespace Emergence;

/// <summary>Trains decoders of several widths on modular addition, and asks each of its checkpoints sums that it has not seen, with many samples each.</summary>
internal sealed class Trial(int seed, int steps, IReadOnlyList<int> widths, CancellationToken cancellationToken)
{
    /// <summary>Steps of each training.</summary>
    public const int Steps = 1500;

    /// <summary>With fewer, checkpoints would fall on one another.</summary>
    public const int FewestSteps = 60;

    /// <summary>Samples of each problem at each checkpoint, n.</summary>
    public const int Samples = 64;

    /// <summary>Problems asked.</summary>
    public const int Asked = 128;

    private const int Checkpoints = 9, ExamplesPerContext = 16, ContextsPerBatch = 8;
    private const int TokensPerStep = ContextsPerBatch * ExamplesPerContext * ModularAddition.Length;
    private const double FirstCheckpoint = 0.1; // of the steps

    /// <summary>Features of each model's residual stream, in the study.</summary>
    public static IReadOnlyList<int> Widths { get; } = [8, 12, 16, 20, 24, 32, 40, 48, 64, 96];

    /// <summary>The steps after which a model is asked, evenly spaced in their logarithm.</summary>
    public IReadOnlyList<int> Asks { get; } =
        [.. Enumerable.Range(0, Checkpoints).Select(i => (int)Math.Round(steps * Math.Pow(FirstCheckpoint, 1 - i / (Checkpoints - 1.0)))).Where(step => step > 0).Distinct()];

    /// <summary>Trains and asks all models, two at once.</summary>
    /// <param name="progress">Told (width, step) after each step, from any thread.</param>
    /// <returns>A row for each model, checkpoint and problem.</returns>
    public IReadOnlyList<CountRow> Run(Action<int, int> progress)
    {
        var task = new ModularAddition(seed);
        var rows = new ConcurrentDictionary<int, IReadOnlyList<CountRow>>();
        Parallel.ForEachAsync(
            widths.OrderDescending(), // the dear ones first, so that no core waits for one at the end
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken },
            (width, _) =>
            {
                rows[width] = Train(task, width, step => progress(width, step));
                return ValueTask.CompletedTask;
            }).GetAwaiter().GetResult();
        return [.. widths.SelectMany(width => rows[width])];
    }

    private List<CountRow> Train(ModularAddition task, int width, Action<int> progress)
    {
        var ml = new MLContext(seed);
        var rows = new List<CountRow>();
        int step = 0;
        ml.LanguageModeling.Trainers.NextToken("Text", new LanguageModelTrainerOptions
        {
            Model = new DecoderConfig { Layers = 1, Width = width, Heads = width % 16 == 0 ? width / 16 : 1, ContextLength = ExamplesPerContext * ModularAddition.Length, TieEmbeddings = false },
            Training = new TrainingOptions
            {
                Steps = steps,
                BatchSize = ContextsPerBatch,
                LearningRate = 3e-3,
                Schedule = new LearningRateSchedule { FinalFraction = 1 }, // level after the warm-up: a checkpoint is worth what a run that ends there is
                Optimizer = new AdamWOptions { WeightDecay = 1, Beta2 = 0.98 },
                Threads = 1,
                Seed = unchecked((int)ComponentSeed.Mix((ulong)seed, (ulong)width)),
                CancellationToken = cancellationToken,
                EarlyStopping = new EarlyStopping { Every = 1, Patience = int.MaxValue, Measure = Look },
            },
        }).Fit(ml.Data.LoadFromEnumerable(task.Examples.Select(text => new Document { Text = text }))).Dispose();
        return rows;

        // Nothing is stopped: this is where the training engine hands out the model on its way.
        double Look(LanguageModel model)
        {
            if (Asks.Contains(++step))
                rows.AddRange(Ask(model, [.. task.Problems.Take(Asked)], width, step));
            progress(step);
            return 0;
        }
    }

    private IEnumerable<CountRow> Ask(LanguageModel model, Problem[] problems, int width, int step)
    {
        string[] prompts = [.. problems.Select(problem => problem.Prompt)];
        IReadOnlyList<IReadOnlyList<string>> samples = model.SampleBatch(prompts, new SampleOptions
        {
            Samples = Samples,
            Generation = new GenerationOptions
            {
                Temperature = 1,
                MaxTokens = 1, // an answer is one letter
                Seed = unchecked((int)ComponentSeed.Mix(ComponentSeed.Mix((ulong)seed, (ulong)width), (ulong)step)),
                CancellationToken = cancellationToken,
            },
        });
        double loss = -model.NextTokenBatch(prompts, cancellationToken).Zip(problems, (next, problem) => Math.Log(next.Probability(problem.Answer))).Average();
        return problems.Zip(samples, (problem, answers) => new CountRow
        {
            Model = FormattableString.Invariant($"width {width}"),
            Compute = step * TokensPerStep,
            Task = FormattableString.Invariant($"a + b mod {ModularAddition.Prime}"),
            Problem = problem.Name,
            Samples = answers.Count,
            Correct = answers.Count(answer => answer == problem.Answer),
            Loss = loss,
            Chance = 1.0 / ModularAddition.Prime,
        });
    }
}
