using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Trainers;

/// <summary>Forecasts pass@1 of a later checkpoint from pass@k of an earlier one, and tests whether k above 1 forecasts better than k = 1.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>model, task and on request problem: Text; compute or tokens, n, c, and on request loss, chance, finetuning examples: any number type. A row is a problem's count at a checkpoint.</description></item>
/// <item><term>Output</term><description><c>Score</c>, <c>ScoreLower</c> and <c>ScoreUpper</c>, Single: pass@1 at the target compute, the same for all rows of a model, compute and task.</description></item>
/// <item><term>Looks at the data?</term><description>yes: reads it once, into memory. The transformer reads its input once more, before the first row: a checkpoint is many rows.</description></item>
/// <item><term>Saved as</term><description>the counts, options and shuffled gains, of which the same forecasts are made again.</description></item>
/// </list>
/// <para>For a task, with x_k the logit of pass@k beyond chance (equations (1) to (3), <see cref="EmergenceCheckpoint"/>), over all pairs of a checkpoint now and a later one of the same model, h the log10 of how many times further that was trained:</para>
/// <list type="bullet">
/// <item><description>(4) logit of later pass@1 = a + b·x_k(now) + c·h, by least squares in which every model weighs the same; k minimises the error in pass@1 with each model left out in turn.</description></item>
/// <item><description>(5), (6) interval: ŷ ± t·s, s the root mean square over models of the logit's error on a model left out; for a compute beyond all that was learned from, (9), of what came after each time in turn.</description></item>
/// </list>
/// <para>Baselines, on the same pairs: k = 1, ln loss for x (where losses are given), no x, pass@1 unchanged, and a finetuning law ((7), (8): Snell, Wallace, Klein and Levine 2024, arXiv:2411.16035; where finetuned checkpoints are given).
/// The conjecture that pass@k can stand for their finetuning is this project's.</para>
/// </remarks>
public sealed class EmergenceTrainer : IEstimator<EmergenceTransformer>
{
    private const string Name = nameof(EmergenceTrainer);
    private readonly IHost _host;
    private readonly EmergenceOptions _options;
    private readonly EmergenceColumnsAdapter _columns;

    internal EmergenceTrainer(IHostEnvironment environment, EmergenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(Name);
        (_options, _columns) = (options, new EmergenceColumnsAdapter(options));
    }

    /// <summary>Learns the forecasts and validates them.</summary>
    /// <param name="input">Counts.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">A name is empty, or a number is impossible; the message tells row and value.</exception>
    /// <exception cref="ArgumentException">There is no row.</exception>
    /// <exception cref="OperationCanceledException">The options' token, or the context, was cancelled.</exception>
    public EmergenceTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using IChannel channel = _host.Start(Name);
        using IProgressChannel progress = _host.StartProgressChannel(Name);
        IReadOnlyList<EmergenceCount> counts = _columns.Read(input);
        ulong seed = ComponentSeed.Resolve(_host, _options.Seed, Name);
        int worlds = 0, all = _options.ShuffleControls * counts.DistinctBy(c => c.Task).Count();
        progress.SetHeader(new ProgressHeader(["shuffled worlds"]), entry => entry.SetProgress(0, Volatile.Read(ref worlds), all));
        EmergenceForecast forecast = EmergenceForecast.From(counts, _options, seed, count =>
        {
            _host.ThrowIfCanceled();
            Volatile.Write(ref worlds, count);
        });
        foreach (TaskForecast task in forecast.Tasks.Values)
        {
            if (task.Status != EmergenceStatus.Ok)
                channel.Warning(MessageSensitivity.None, "Task '{0}' cannot be forecast: {1}", task.Name, task.Reason);
            foreach (string remark in task.Remarks)
                channel.Warning(MessageSensitivity.None, "Task '{0}': {1}", task.Name, remark);
        }

        foreach (LargeKGain gain in forecast.Validation.Gains)
            channel.Info(MessageSensitivity.None, "Task '{0}', {1}, {2} models: error of pass@1 less that of pass@k {3}: {4}", gain.Task, gain.Scheme, gain.Models, gain.Gain, gain.Verdict);
        return new EmergenceTransformer(_host, _options, seed, () => forecast);
    }

    /// <summary>The input's columns and the scores.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _columns.Require(inputSchema);
        return inputSchema.With(CheckpointScoreTransformer.OutputColumns);
    }
}
