using System.Collections.ObjectModel;
using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Trains a decoder on packed documents: forward, backward, clip, AdamW, until a limit is reached.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly Decoder _decoder;
    private readonly TrainingObjective _objective;
    private readonly TrainingOptions _options;
    private readonly PackedBatches _batches;
    private readonly Parameter[] _parameters;
    private readonly AdamW _optimizer;
    private long _started;
    private int _step;
    private long _tokensSeen;

    public TrainingRun(Decoder decoder, TrainingObjective objective, PackedBatches batches, TrainingOptions options)
    {
        (_decoder, _objective, _batches, _options) = (decoder, objective, batches, options);
        _parameters = [.. decoder.parameters(), .. objective.Parameters];
        AdamWOptions adam = options.Optimizer;
        _optimizer = new AdamW(
            [
                Group(_parameters.Where(p => p.dim() > 1), adam, adam.WeightDecay),
                Group(_parameters.Where(p => p.dim() <= 1), adam, weightDecay: 0),
            ],
            options.LearningRate);
    }

    /// <summary>Runs to the end of training.</summary>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer a number.</exception>
    public void Run()
    {
        _decoder.train();
        _started = Stopwatch.GetTimestamp();
        do
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            TrainingProgress progress = Step();
            _options.Progress?.Report(progress);
        }
        while (Progress < 1);
        _decoder.eval();
        // A trained model would keep its gradients, and so twice its memory, for life.
        foreach (Parameter parameter in _parameters)
            parameter.grad = null;
    }

    /// <summary>One optimizer step.</summary>
    private TrainingProgress Step()
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad(); // the caller may have switched them off
        // The schedule is read in the middle of the step, so that neither the first nor the last has the rate 0.
        double progress = Progress, rate = _options.LearningRate * _options.Schedule.At(ProgressAt(_step + 0.5));
        foreach (optim.ILearningRateController group in _optimizer.ParamGroups)
            group.LearningRate = rate;

        PackedBatch batch = _batches.Next();
        Tensor tokens = OnDevice(batch.Inputs, batch); // (B, T)
        Tensor? documents = batch.HasBoundaries ? OnDevice(batch.Documents, batch) : null; // (B, T)
        Tensor hidden = _decoder.Hidden(tokens, documents); // (B, T, W)
        ObjectiveValue value = _objective.Evaluate(new ObjectiveBatch(_decoder, hidden, OnDevice(batch.Targets, batch), _step, progress));
        _optimizer.zero_grad();
        value.Loss.backward();
        double norm = nn.utils.clip_grad_norm_(_parameters, _options.Optimizer.GradientClip);
        double loss = value.Loss.ToDouble();
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
            throw new InvalidOperationException(FormattableString.Invariant($"The loss is {loss} and the gradient norm {norm} at step {_step + 1}: training has diverged. A lower TrainingOptions.LearningRate than {_options.LearningRate} may help."));
        _optimizer.step();

        _step++;
        _tokensSeen += batch.Inputs.Length;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_started);
        double done = Math.Max(Progress, double.Epsilon);
        return new TrainingProgress(_step, loss, norm, rate, _tokensSeen, _tokensSeen / elapsed.TotalSeconds, elapsed, elapsed * Math.Max(0, 1 / done - 1))
        {
            Diagnostics = value.Diagnostics ?? ReadOnlyDictionary<string, double>.Empty,
        };
    }

    public void Dispose() => _optimizer.Dispose();

    private static AdamW.ParamGroup Group(IEnumerable<Parameter> parameters, AdamWOptions adam, double weightDecay) =>
        new(parameters, beta1: adam.Beta1, beta2: adam.Beta2, eps: adam.Epsilon, weight_decay: weightDecay);

    private double Progress => ProgressAt(_step);

    private double ProgressAt(double step) =>
        Math.Max(step / _options.Steps, _options.Duration is TimeSpan limit ? Stopwatch.GetElapsedTime(_started) / limit : 0);

    private Tensor OnDevice(long[] values, PackedBatch batch) =>
        tensor(values, [batch.BatchSize, batch.ContextLength], device: _decoder.Device);
}
