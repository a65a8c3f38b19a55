using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>The forecast of a task: what it was learned from, and what it says.</summary>
public sealed class TaskForecast
{
    private readonly EmergenceTask _task;
    private readonly CalibratedForecast? _forecast;

    internal TaskForecast(EmergenceTask task, double target, double level)
    {
        (_task, Target, ConfidenceLevel) = (task, double.IsNaN(target) ? task.LastCompute : target, level);
        (Status, Reason) = StatusOf(task);
        _forecast = Status == EmergenceStatus.Ok ? CalibratedForecast.Train(new ChosenPassAtKMethod(task.K), task.Pairs) : null;
        Remarks = _forecast is null ? task.Remarks : [.. task.Remarks, .. Doubts(_forecast)];
    }

    /// <summary>The task's name.</summary>
    public string Name => _task.Name;

    /// <summary>Whether it could be forecast; where not, forecasts are NaN.</summary>
    public EmergenceStatus Status { get; }

    /// <summary>Why it could not; empty where it could.</summary>
    public string Reason { get; }

    /// <summary>The compute whose pass@1 is forecast.</summary>
    public double Target { get; }

    /// <summary>The share of cases that intervals cover.</summary>
    public double ConfidenceLevel { get; }

    /// <summary>The checkpoints that count, on the same problems, by model and compute.</summary>
    public IReadOnlyList<EmergenceCheckpoint> Checkpoints => _task.Checkpoints;

    /// <summary>The k that every problem has samples enough for, ascending, 1 among them.</summary>
    public IReadOnlyList<int> K => _task.K;

    /// <summary>The problems that every checkpoint has.</summary>
    public IReadOnlyList<string> Problems => _task.ProblemNames;

    /// <summary>How many problems are left out because a checkpoint lacks them.</summary>
    public int DroppedProblems => _task.DroppedProblems;

    /// <summary>How many checkpoints are left out because they lack more than half of the problems.</summary>
    public int DroppedCheckpoints => _task.DroppedCheckpoints;

    /// <summary>What was left out or added up, and what of the validation could not be done, in words.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>The k that is forecast with, chosen by leave-one-model-out over all models; 0 where there is no forecast.</summary>
    public int ChosenK => _forecast?.Trained.K ?? 0;

    /// <summary>(a, b, c) of equation (4), b of x and c of the horizon; empty where there is no forecast.</summary>
    public IReadOnlyList<double> Coefficients => _forecast?.Trained.Coefficients ?? [];

    /// <summary>s of equation (5), in logits; NaN where there is no forecast.</summary>
    public double Deviation => _forecast?.Deviation ?? double.NaN;

    internal EmergenceTask Task => _task;

    /// <summary>The forecast of pass@1 at the <see cref="Target"/>.</summary>
    /// <param name="now">The counts of one checkpoint of any model. Of problems that the task has, only those that all its checkpoints have count; where it has none of them, all do.</param>
    /// <returns>NaN where there is no forecast, fewer than half of the problems are there, the checkpoint was finetuned, or a problem has fewer samples than the k looked at. At the target and beyond it pass@1 is not forecast but as seen, with the interval that sampling gives it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="now"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no count, one is impossible, or they are of several checkpoints.</exception>
    public Estimate Predict(IEnumerable<EmergenceCount> now)
    {
        ArgumentNullException.ThrowIfNull(now);
        EmergenceCount[] counts = [.. now];
        if (counts.Length == 0)
            throw new ArgumentException("There is no count to forecast from.", nameof(now));
        if (counts.Select(c => c?.Fault() ?? (c is null ? "there is none" : null)).FirstOrDefault(f => f is not null) is { } fault)
            throw new ArgumentException($"A count is impossible: {fault}.", nameof(now));
        if (counts.DistinctBy(c => (c.Model, c.Compute, c.Task, c.FinetuningExamples)).Count() > 1)
            throw new ArgumentException("The counts are of several checkpoints: give those of one model, compute and task.", nameof(now));
        HashSet<string> known = [.. Problems];
        bool areKnown = counts.Any(c => known.Contains(c.Problem));
        ProblemCount[] problems =
        [
            .. counts.Where(c => !areKnown || known.Contains(c.Problem)).GroupBy(c => c.Problem)
                .Select(g => new ProblemCount(g.Sum(c => c.Samples), g.Sum(c => c.Correct), g.First().Chance)),
        ];
        bool areTooFew = areKnown && problems.Length < EmergenceAlignment.LeastShareOfProblems * known.Count;
        if (_forecast is null || areTooFew || counts[0].FinetuningExamples > 0 || problems.Min(p => p.Samples) < ChosenK)
            return Interval.None(ConfidenceLevel).Around(double.NaN);
        var checkpoint = new EmergenceCheckpoint(counts[0].Model, counts[0].Compute, counts[0].Loss, problems, [ChosenK]);
        return checkpoint.Compute < Target ? _forecast.PassAtOne(checkpoint, Math.Log10(Target / checkpoint.Compute), ConfidenceLevel) : Seen(checkpoint);
    }

    private Estimate Seen(EmergenceCheckpoint checkpoint)
    {
        double seen = checkpoint.PassAt(1), half = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (1 + ConfidenceLevel) / 2) * checkpoint.SamplingDeviation();
        return new Estimate(seen, Math.Max(0, seen - half), Math.Min(1, seen + half), ConfidenceLevel);
    }

    private IEnumerable<string> Doubts(CalibratedForecast forecast)
    {
        if (Target > _task.Pairs.Max(p => p.Later.Compute) && !forecast.IsTriedInTime)
            yield return "The target lies beyond all that was learned from, and there are too few times to try a forecast of later ones: its interval is that of a model left out, and is likely too narrow.";
        if (!ForwardInTime.Folds(_task.Pairs, TaskValidator.LeastModels).Any())
            yield return "Nothing could be validated forward in time: that takes a time by which three models have shown two horizons, and checkpoints after it.";
        if (_task.Checkpoints.Any(c => c.Loss > 0) && _task.Checkpoints.FirstOrDefault(c => double.IsNaN(c.Loss)) is { } unknown)
            yield return FormattableString.Invariant($"The loss is no baseline: it is not known of {unknown.Model} at {unknown.Compute:G4}.");
        if (Problems.Count == 1)
            yield return "There is only one problem: pass@k says nothing that pass@1 does not.";
        if (_task.Pairs.GroupBy(p => p.Now.Compute).All(g => g.DistinctBy(p => p.Model).Count() < TaskValidator.LeastModels))
            yield return FormattableString.Invariant($"No compute has checkpoints of {TaskValidator.LeastModels} models, so that there are no ranks over models and no errors by checkpoint. Tokens or steps, the same for all models, would give them.");
    }

    private static (EmergenceStatus Status, string Reason) StatusOf(EmergenceTask task)
    {
        int models = task.Pairs.DistinctBy(p => p.Model).Count();
        if (task.ProblemNames.Count == 0)
            return (EmergenceStatus.NoSharedProblem, "No problem is at every checkpoint. Are problems, and models, named alike at all of them?");
        if (models == 0)
            return (EmergenceStatus.OneCheckpoint, "No model has two checkpoints that were not finetuned, so there is nothing later to forecast.");
        if (models < TaskValidator.LeastModels)
            return (EmergenceStatus.TooFewModels, FormattableString.Invariant($"Two checkpoints or more are there of {models} model{(models == 1 ? "" : "s")}; leaving one out takes {TaskValidator.LeastModels}."));
        if (task.Checkpoints.All(c => c.PassAt(1) == 0))
            return (EmergenceStatus.NoSuccess, "Nothing was ever solved: there is no later success to learn from.");
        if (task.Checkpoints.All(c => c.PassAt(1) == 1))
            return (EmergenceStatus.NoFailure, "Everything was always solved: there is nothing to forecast.");
        return (EmergenceStatus.Ok, "");
    }
}
