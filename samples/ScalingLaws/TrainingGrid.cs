using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.ML;
using ResearchML.LanguageModels;
using Spectre.Console;

namespace ScalingLaws;

/// <summary>Trains every size on every number of tokens, each run from fresh weights and with a schedule of its own.</summary>
/// <remarks>A checkpoint on the way of a longer run would not do: its learning rate has not come down, so that its loss is too high for its tokens.</remarks>
internal sealed class TrainingGrid(MLContext ml, Corpus corpus, ScalingLawsSettings settings, CancellationToken cancellationToken)
{
    private const int ContextLength = 64, BatchSize = 8, TokensPerStep = ContextLength * BatchSize;
    private const int TrialSteps = 24;
    private const double ShareForTraining = 0.8;   // the rest: trials, scoring, a machine that slows down
    private const int LeastSteps = 20;
    private static readonly int[] Widths = [16, 32, 64, 128];
    private static readonly double[] Multiples = [1, 2, 4, 8];

    private readonly IDataView _training = ml.Data.LoadFromEnumerable(corpus.Training.Select(text => new Document { Text = text }));
    private readonly IDataView _heldOut = ml.Data.LoadFromEnumerable(corpus.HeldOut.Select(text => new Document { Text = text }));

    public IReadOnlyList<GridRun> Train()
    {
        IReadOnlyList<GridRun> runs = [];
        if (!AnsiConsole.Profile.Capabilities.Interactive || !AnsiConsole.Profile.Capabilities.Ansi)
            return Train(run => AnsiConsole.WriteLine(Line(run)));
        AnsiConsole.Progress().Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }).Start(context =>
        {
            ProgressTask task = context.AddTask("measuring speed", maxValue: Widths.Length * Multiples.Length);
            runs = Train(run =>
            {
                task.Increment(1);
                task.Description = Line(run);
            });
        });
        return runs;
    }

    /// <summary>Writes the runs; the file is the old one or the new one, never a part.</summary>
    public static void Save(IReadOnlyList<GridRun> runs, string path)
    {
        var text = new StringBuilder("width,parameters,tokens,loss,seconds\n");
        foreach (GridRun run in runs)
            text.Append(CultureInfo.InvariantCulture, $"{run.Width},{run.Parameters},{run.Tokens},{run.Loss:R},{run.Seconds:f2}\n");
        string temporary = path + ".tmp";
        try
        {
            File.WriteAllText(temporary, text.ToString());
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private List<GridRun> Train(Action<GridRun> done)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan whole = TimeSpan.FromMinutes(settings.Minutes);
        double secondsPerRound = Widths.Sum(SecondsPerStep) * Multiples.Sum();
        double left = ShareForTraining * whole.TotalSeconds - Stopwatch.GetElapsedTime(start).TotalSeconds;
        int unit = Math.Max(LeastSteps, (int)(left / secondsPerRound));
        var runs = new List<GridRun>();

        // The dear runs come last: a machine that slows down leaves those out, never the deadline.
        var planned = Widths.SelectMany(width => Multiples.Select(multiple => (Width: width, Steps: (int)(unit * multiple)))).OrderBy(p => p.Width * p.Steps).ToArray();
        foreach (var (width, steps) in planned)
        {
            if (Stopwatch.GetElapsedTime(start) >= whole && runs.Count >= planned.Length / 2)
                break;
            GridRun run = Train(width, steps);
            runs.Add(run);
            done(run);
        }

        return runs;
    }

    private double SecondsPerStep(int width)
    {
        var times = new List<TimeSpan>();
        Fit(width, TrialSteps, new Watch(p => times.Add(p.Elapsed))).Dispose();
        return (times[^1] - times[TrialSteps / 2 - 1]).TotalSeconds / (TrialSteps / 2);   // the first steps are slow
    }

    private GridRun Train(int width, int steps)
    {
        long start = Stopwatch.GetTimestamp(), tokens = 0;
        using LanguageModelTransformer model = Fit(width, steps, new Watch(p => tokens = p.TokensSeen));
        LanguageModelingMetrics metrics = ml.LanguageModeling.Evaluate(model.Transform(_heldOut));
        cancellationToken.ThrowIfCancellationRequested();
        return new GridRun(width, model.Model.Config.CountParameters(), tokens, metrics.BitsPerByte * Math.Log(2), Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private LanguageModelTransformer Fit(int width, int steps, IProgress<TrainingProgress> progress) => ml.LanguageModeling.Trainers.NextToken("Text", new LanguageModelTrainerOptions
    {
        Model = new DecoderConfig { Layers = 2, Width = width, Heads = Math.Max(1, width / 32), ContextLength = ContextLength },
        Training = new TrainingOptions
        {
            Steps = steps,
            BatchSize = BatchSize,
            LearningRate = 3e-3 * Math.Sqrt(128.0 / width),   // smaller models bear, and want, a higher rate
            Seed = settings.Seed,
            Progress = progress,
            CancellationToken = cancellationToken,
        },
    }).Fit(_training);

    private static string Line(GridRun run) => FormattableString.Invariant(
        $"N {run.Parameters:N0}, D {run.Tokens:N0} (D/N {(double)run.Tokens / run.Parameters:G3}): {run.Loss:f3} nats per byte, {run.Seconds:f1} s");

    // Progress<T> would tell from another thread.
    private sealed class Watch(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }
}
