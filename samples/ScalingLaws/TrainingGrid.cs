using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.ML;
using ResearchML.LanguageModels;
using Spectre.Console;

namespace ScalingLaws;

/// <summary>Trains every size on every number of tokens, each run from fresh weights and with a schedule of its own.</summary>
/// <remarks>A checkpoint on the way of a longer run would not do: its learning rate has not come down, so that its loss is too high for its tokens.</remarks>
internal sealed class TrainingGrid(MLContext ml, ReferenceCorpus corpus, ScalingLawsSettings settings, CancellationToken cancellationToken)
{
    private const int ContextLength = 64, BatchSize = 4, TokensPerStep = ContextLength * BatchSize;
    private const int TrialSteps = 60;
    private const double ShareForTraining = 0.85;   // the rest: encoding, scoring
    private const int LeastSteps = 20, StepsThatScale = 250, FewestRuns = 10;
    private static readonly int[] Widths = [12, 20, 32, 52];
    private static readonly double[] Multiples = [1, 1.8, 3.2, 5.6];

    /// <summary>Whether even the shortest runs are long enough to be past learning which bytes there are.</summary>
    public bool MeasuresScaling { get; private set; }

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
        WholeFile.Write(path, temporary => File.WriteAllText(temporary, text.ToString()));
    }

    private List<GridRun> Train(Action<GridRun> done)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan whole = TimeSpan.FromMinutes(settings.Minutes);
        using var deadline = new CancellationTokenSource(whole);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var runs = new List<GridRun>();
        try
        {
            double secondsPerRound = Widths.Sum(width => SecondsPerStep(width, both.Token)) * Multiples.Sum();
            double left = ShareForTraining * whole.TotalSeconds - Stopwatch.GetElapsedTime(start).TotalSeconds;
            int unit = (int)Math.Min(left / secondsPerRound, corpus.TrainingBytes / (TokensPerStep * Multiples[^1]));
            if (unit < LeastSteps)
                throw new InvalidOperationException($"{settings.Minutes} minutes are too few for a grid on this machine: its shortest runs would have {unit} steps. Give more --minutes.");
            MeasuresScaling = unit >= StepsThatScale;

            // The dear runs come last: a machine that slows down leaves those out.
            foreach (var (width, steps) in Widths.SelectMany(width => Multiples.Select(multiple => (Width: width, Steps: (int)(unit * multiple)))).OrderBy(p => p.Width * p.Steps))
            {
                GridRun run = Train(width, steps, both.Token);
                runs.Add(run);
                done(run);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && runs.Count >= FewestRuns)
        {
            // Time is up: the run under way is lost, those that ended are whole.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"Only {runs.Count} of {Widths.Length * Multiples.Length} models were trained in {settings.Minutes} minutes, too few to fit. Give more --minutes, or leave the machine alone.");
        }

        return runs;
    }

    private double SecondsPerStep(int width, CancellationToken token)
    {
        var ends = new List<TimeSpan>();
        Fit(width, TrialSteps, new StepProgress(p => ends.Add(p.Elapsed)), token).Dispose();
        return ends.Zip(ends.Skip(1), (a, b) => (b - a).TotalSeconds).Order().ElementAt(TrialSteps / 2);   // the median: the first steps are slow
    }

    private GridRun Train(int width, int steps, CancellationToken token)
    {
        long start = Stopwatch.GetTimestamp(), tokens = 0;
        using LanguageModelTransformer model = Fit(width, steps, new StepProgress(p => tokens = p.TokensSeen), token);
        LanguageModelingMetrics metrics = ml.LanguageModeling.Evaluate(model.Transform(_heldOut));
        token.ThrowIfCancellationRequested();
        return new GridRun(width, model.Model.Config.CountParameters(), tokens, metrics.BitsPerByte * Math.Log(2), Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private LanguageModelTransformer Fit(int width, int steps, IProgress<TrainingProgress> progress, CancellationToken token) => ml.LanguageModeling.Trainers.NextToken("Text", new LanguageModelTrainerOptions
    {
        Model = new DecoderConfig { Layers = 2, Width = width, Heads = Math.Max(1, width / 32), ContextLength = ContextLength },
        Training = new TrainingOptions
        {
            Steps = steps,
            BatchSize = BatchSize,
            LearningRate = 3e-3 * Math.Sqrt(128.0 / width),   // smaller models bear, and want, a higher rate; one rate of 1e-2 did worse on the larger two
            Seed = settings.Seed,
            Progress = progress,
            CancellationToken = token,
        },
    }).Fit(_training);

    private static string Line(GridRun run) => FormattableString.Invariant(
        $"N {run.Parameters:N0}, D {run.Tokens:N0} (D/N {(double)run.Tokens / run.Parameters:G3}): {run.Loss:f3} nats per byte, {run.Seconds:f1} s");
}
