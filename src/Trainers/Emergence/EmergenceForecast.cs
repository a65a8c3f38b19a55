using System.Runtime.ExceptionServices;

namespace ResearchML.Trainers;

/// <summary>Forecasts of later pass@1 from counts at checkpoints, a task each, with their validation and controls.</summary>
/// <remarks>
/// Conjecture: pass@k of an early checkpoint, k much above 1, tells pass@1 of a later one. See <see cref="EmergenceTrainer"/> for the equations. Immutable and thread-safe.
/// </remarks>
public sealed class EmergenceForecast
{
    private EmergenceForecast(IReadOnlyDictionary<string, TaskForecast> tasks, EmergenceValidation validation, EmergenceLeadTime leadTime, IReadOnlyList<EmergenceCount> counts) =>
        (Tasks, Validation, LeadTime, Counts) = (tasks, validation, leadTime, counts);

    /// <summary>The tasks by name.</summary>
    public IReadOnlyDictionary<string, TaskForecast> Tasks { get; }

    /// <summary>How forecasts did on models and times that they had not learned from.</summary>
    public EmergenceValidation Validation { get; }

    /// <summary>How early they called emergence.</summary>
    public EmergenceLeadTime LeadTime { get; }

    /// <summary>What all was learned from.</summary>
    public IReadOnlyList<EmergenceCount> Counts { get; }

    /// <summary>Learns forecasts.</summary>
    /// <param name="counts">A problem's count at a checkpoint each, in any order.</param>
    /// <param name="options">k, target, level, threshold, controls, seed; columns are not looked at. Default: the options' own defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="counts"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no count, or one is impossible.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public static EmergenceForecast From(IEnumerable<EmergenceCount> counts, EmergenceOptions? options = null) =>
        From(counts, options ?? new EmergenceOptions(), unchecked((ulong)(options?.Seed ?? 0)), null);

    internal static EmergenceForecast From(IEnumerable<EmergenceCount> counts, EmergenceOptions options, ulong seed, Action<int>? done, IReadOnlyList<ShuffledControl>? controls = null)
    {
        ArgumentNullException.ThrowIfNull(counts);
        options.Validate();
        EmergenceCount[] all = [.. counts];
        if (all.Length == 0)
            throw new ArgumentException("There is no row to learn from.", nameof(counts));
        for (int i = 0; i < all.Length; i++)
        {
            if ((all[i] is null ? "there is none" : all[i].Fault()) is { } fault)
                throw new ArgumentException(FormattableString.Invariant($"Count {i}: {fault}."), nameof(counts));
        }

        double level = options.ConfidenceLevel;
        TaskForecast[] tasks = [.. EmergenceAlignment.Align(all, options.K).Select(t => new TaskForecast(t, options.TargetCompute ?? double.NaN, level))];
        var scores = new List<MethodScore>();
        var gains = new List<LargeKGain>();
        var byCheckpoint = new List<CheckpointError>();
        var shuffled = new List<ShuffledControl>();
        var forecasts = new List<HeldOutForecast>();
        var leads = new List<LeadTimeRow>();
        int worlds = 0;
        foreach (EmergenceTask task in tasks.Where(t => t.Status == EmergenceStatus.Ok).Select(t => t.Task))
        {
            IReadOnlyList<HeldOutForecast> heldOut = TaskValidator.HeldOut(task, level, Check);
            forecasts.AddRange(heldOut);
            scores.AddRange(TaskValidator.Scores(task, heldOut));
            gains.AddRange(TaskValidator.Gains(task, heldOut, level));
            byCheckpoint.AddRange(TaskValidator.ByCheckpoint(task, level));
            leads.AddRange(EmergenceLeadTime.Of(task, heldOut, options.EmergenceThreshold, level));
            if (controls is null && options.ShuffleControls > 0)
                shuffled.Add(Control(task));
        }

        return new EmergenceForecast(
            tasks.ToDictionary(t => t.Name), new EmergenceValidation(scores, gains, byCheckpoint, controls ?? shuffled, forecasts), new EmergenceLeadTime(options.EmergenceThreshold, leads), all);

        void Check()
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            done?.Invoke(Volatile.Read(ref worlds));
        }

        ShuffledControl Control(EmergenceTask task)
        {
            double[] inWorlds = new double[task.ProblemNames.Count > 1 ? options.ShuffleControls : 0];
            ulong own = ComponentSeed.Mix(seed, task.Name);
            try
            {
                Parallel.For(0, inWorlds.Length, new ParallelOptions { CancellationToken = options.CancellationToken }, world =>
                {
                    inWorlds[world] = TaskValidator.Gain(ShuffledGrades.Deal(task, ComponentSeed.Mix(own, (ulong)world)));
                    Interlocked.Increment(ref worlds);
                    Check();
                });
            }
            catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OperationCanceledException))
            {
                ExceptionDispatchInfo.Throw(e.InnerExceptions[0]); // of the context: each thread threw its own
            }

            Array.Sort(inWorlds);
            return new ShuffledControl(task.Name, TaskValidator.Gain(task), inWorlds);
        }
    }
}
