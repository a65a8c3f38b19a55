using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>Forecasts pass@1 at the target compute; see <see cref="EmergenceTrainer"/>. All that is known about it is <see cref="Forecast"/>.</summary>
/// <remarks>
/// <para>A checkpoint is all rows of one model, compute and task, so the input is read once to its end before the first row has a score, and there is no row-to-row mapper (<c>PredictionEngine</c>): use <see cref="Predict"/>.
/// Rows of a task that was not learned from, or could not be, score NaN; so does a checkpoint with fewer samples of a problem than the k looked at, and one that was finetuned.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
public sealed class EmergenceTransformer : IExternalTransformer
{
    private readonly IHost _host;
    private readonly EmergenceOptions _options;
    private readonly ulong _seed;
    private readonly Lazy<EmergenceForecast> _forecast;

    internal EmergenceTransformer(IHostEnvironment environment, EmergenceOptions options, ulong seed, Func<EmergenceForecast> forecast)
    {
        _host = environment.Register(nameof(EmergenceTransformer));
        (_options, _seed, _forecast) = (options, seed, new(forecast));
    }

    static int IExternalTransformer.FormatVersion => 1;

    /// <summary>The tasks, their validation and lead times.</summary>
    public EmergenceForecast Forecast => _forecast.Value;

    /// <summary>How forecasts did on models and times that they had not learned from.</summary>
    public EmergenceValidation Validation => Forecast.Validation;

    /// <summary>How early they called emergence.</summary>
    public EmergenceLeadTime LeadTime => Forecast.LeadTime;

    bool ITransformer.IsRowToRowMapper => false;

    /// <summary>The forecast of pass@1 at the target compute, of one checkpoint.</summary>
    /// <param name="now">The counts of a checkpoint, all of one task.</param>
    /// <exception cref="ArgumentNullException"><paramref name="now"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no count, one is impossible, or the task was not learned from.</exception>
    public Estimate Predict(IEnumerable<EmergenceCount> now)
    {
        ArgumentNullException.ThrowIfNull(now);
        EmergenceCount[] counts = [.. now];
        string? task = counts.FirstOrDefault()?.Task;
        return task is null ? throw new ArgumentException("There is no count to forecast from.", nameof(now))
            : Forecast.Tasks.GetValueOrDefault(task)?.Predict(counts)
            ?? throw new ArgumentException($"Task '{task}' was not learned from. The tasks are: {string.Join(", ", Forecast.Tasks.Keys.Take(20))}.", nameof(now));
    }

    /// <summary>The schema after the transformer.</summary>
    /// <param name="inputSchema">The schema before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Scorer(() => new Dictionary<CheckpointKey, Estimate>()).GetOutputSchema(inputSchema);

    /// <summary>The data with the scores.</summary>
    /// <param name="input">Counts, of any models.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Scorer(() => Scores(input)).Transform(input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => throw new InvalidOperationException(
        $"{nameof(EmergenceTransformer)} looks at all rows of a checkpoint at once, so it has no row-to-row mapper and PredictionEngine cannot run it. Give Predict the counts of a checkpoint, or Transform an IDataView.");

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader)
    {
        (EmergenceOptions options, ulong seed, IReadOnlyList<EmergenceCount> counts, IReadOnlyList<ShuffledControl> controls) = reader.ReadBlob("forecast", EmergenceFormat.Read);
        return new EmergenceTransformer(env, options, seed, () => EmergenceForecast.From(counts, options, seed, null, controls));
    }

    void IExternalTransformer.Save(TransformerWriter writer) =>
        writer.WriteBlob("forecast", stream => EmergenceFormat.Write(_options, _seed, Forecast.Counts, Validation.Controls, stream));

    private CheckpointScoreTransformer Scorer(Func<IReadOnlyDictionary<CheckpointKey, Estimate>> scores) => new(_host, new EmergenceColumnsAdapter(_options), scores);

    private Dictionary<CheckpointKey, Estimate> Scores(IDataView input) =>
        new EmergenceColumnsAdapter(_options).Read(input).GroupBy(c => new CheckpointKey(c.Model, c.Compute, c.Task, c.FinetuningExamples))
            .ToDictionary(g => g.Key, g => g.Key.Examples == 0 && Forecast.Tasks.GetValueOrDefault(g.Key.Task) is { } task
                ? task.Predict(g)
                : Interval.None(_options.ConfidenceLevel).Around(double.NaN));
}
