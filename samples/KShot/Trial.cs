using Microsoft.ML;
using ResearchML.LanguageModels;
using ResearchML.Trainers;

namespace KShot;

/// <summary>One seed: a task, its examples, and a model for each k, all alike but for the loss.</summary>
internal static class Trial
{
    /// <summary>Steps of every training.</summary>
    public const int Steps = 1600;

    /// <summary>Examples of the fixed data, 64 of each question.</summary>
    public const int FixedExamples = 1024;

    private const int ExamplesPerContext = 8;
    private const int ContextsPerBatch = 8;

    /// <summary>Trains and examines the models of one seed.</summary>
    /// <param name="seed">Of the task, the examples, the weights and the order.</param>
    /// <param name="kind">Whether the same examples come again.</param>
    /// <param name="steps">Steps of each training.</param>
    /// <param name="measuredEvery">Steps between readings: the link makes them dear.</param>
    /// <param name="progress">Told (k, step) after each step.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>All readings, in the order of training.</returns>
    public static IReadOnlyList<Reading> Run(int seed, DataKind kind, int steps, int measuredEvery, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var ml = new MLContext(seed);
        var task = new AnswerTask(seed);
        var tokenizer = LanguageTokenizer.Bytes();
        using var exam = new AnswerExam(task, tokenizer, new Random(~seed)); // the same for fixed and fresh data
        int examples = kind == DataKind.Fresh ? steps * ExamplesPerContext * ContextsPerBatch : FixedExamples;
        IDataView data = ml.Data.LoadFromEnumerable(task.Examples(examples, new Random(seed + 1_000_000)).Select(text => new Document { Text = text }).ToArray());
        var readings = new List<Reading>();
        foreach (int k in Reading.Ks)
        {
            int every = Math.Min(measuredEvery, steps), measured = 0;
            var options = new LanguageModelTrainerOptions
            {
                Model = new DecoderConfig { Layers = 2, Width = 64, Heads = 4, ContextLength = ExamplesPerContext * AnswerTask.Length },
                Tokenizer = tokenizer,
                Training = new TrainingOptions
                {
                    Steps = steps,
                    BatchSize = ContextsPerBatch,
                    LearningRate = 1e-3,
                    Threads = 1,
                    Seed = seed,
                    CancellationToken = cancellationToken,
                    Progress = new StepProgress(p => progress(k, p.Step)),
                    EarlyStopping = new EarlyStopping { Every = every, Patience = int.MaxValue, Measure = Measure },
                },
            };
            ml.LanguageModeling.Trainers.Custom("Text", new AnswersOnly(Objective.KShot(k)), options).Fit(data).Dispose();

            // Nothing is stopped: the curve goes on to the end, and where stopping would have been best is found in it.
            double Measure(LanguageModel model)
            {
                IReadOnlyList<Reading> now = exam.Read(model, Math.Min(++measured * every, steps), k);
                readings.AddRange(now);
                return now.Single(r => r.ReadFor == k).HeldOutLoss;
            }
        }
        return readings;
    }
}
