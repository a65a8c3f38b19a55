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
    private readonly nn.Module? _heads;
    private readonly TrainingOptions _options;
    private readonly PackedBatches _batches;
    private readonly (string Name, Parameter Weight)[] _weights;
    private readonly AdamW _optimizer;
    private readonly EarlyStop? _earlyStop;
    private readonly TrainingLogFile? _logFile;
    private double _peakTokensPerSecond;
    private TimeSpan _before;
    private long _started;
    private int _step;
    private long _tokensSeen;

    /// <param name="decoder">What is trained.</param>
    /// <param name="objective">What is minimised.</param>
    /// <param name="batches">The data.</param>
    /// <param name="options">How long and how fast.</param>
    /// <param name="seed">Of the objective's heads.</param>
    /// <param name="heldOutLoss">Measures the decoder on held-out text, nats per token, for early stopping; or <see langword="null"/>.</param>
    /// <param name="logFile">Gets a line a step; or <see langword="null"/>. The caller's.</param>
    public TrainingRun(
        Decoder decoder, TrainingObjective objective, PackedBatches batches, TrainingOptions options, ulong seed, Func<double>? heldOutLoss = null, TrainingLogFile? logFile = null)
    {
        (_decoder, _objective, _batches, _options, _logFile) = (decoder, objective, batches, options, logFile);
        _heads = objective.CreateHeads(decoder, ComponentSeed.Mix(seed, "heads"));
        _weights = [.. decoder.named_parameters(), .. (_heads?.named_parameters() ?? []).Select(p => ("heads." + p.name, p.parameter))];
        _optimizer = new AdamW(_weights, options.Optimizer, FusedAdamW.ForThisLibtorch);
        if (options.EarlyStopping is EarlyStopping stopping && heldOutLoss is not null)
        {
            _earlyStop = new EarlyStop(stopping, heldOutLoss, [.. decoder.named_parameters()]);
        }
    }

    /// <summary>Runs to the end of training.</summary>
    /// <param name="checkpoints">Where to resume from and to write; or <see langword="null"/>.</param>
    /// <param name="log">Told in words what happens beside steps.</param>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer a number, or the objective gave none.</exception>
    public void Run(TrainingCheckpoints? checkpoints, Action<string> log)
    {
        if (checkpoints?.Resume(Tensors) is TrainingState state)
        {
            Resume(state);
            log(FormattableString.Invariant($"Resumed at step {_step}, {_tokensSeen} tokens."));
        }
        using var threads = new ThreadCount(_options.Threads);
        using CoreClaims claims = CoreClaims.Take(_decoder.Device, log);
        _decoder.train();
        _decoder.Products.Type = TrainingPrecision.Of(_options.Precision, _decoder.Device);
        _peakTokensPerSecond = ProductPeak.Of(_decoder.Device, _decoder.Products.Type ?? ScalarType.Float32) / ProductPeak.FlopsPerToken(_decoder.Config);
        _logFile?.Begin(_step);
        _started = Stopwatch.GetTimestamp();
        int saved = _step;
        try
        {
            // However short the time, there is one step; of a finished run that is resumed there is none.
            while ((_step == 0 || Progress < 1) && _earlyStop?.IsOver != true)
            {
                if (_options.CancellationToken.IsCancellationRequested && _step > saved)
                    Save();
                _options.CancellationToken.ThrowIfCancellationRequested();
                TrainingProgress progress = Step();
                // Before the step's checkpoint: a resumed run drops the lines after its checkpoint, and cannot make up for one that is not there.
                _logFile?.Add(progress);
                _earlyStop?.AfterStep(_step, log);
                if (_step % (_options.Checkpoints?.Every ?? int.MaxValue) == 0)
                    Save();
                _options.Progress?.Report(progress);
            }
            if (_step > saved)
                Save();
            _earlyStop?.TakeBest(log);
        }
        finally
        {
            _decoder.Products.Type = null;
            _decoder.eval();
            // A trained model would keep its gradients, and so twice its memory, for life.
            foreach ((string _, Parameter weight) in _weights)
                weight.grad = null;
        }

        void Save()
        {
            checkpoints?.Save(State, Tensors);
            saved = _step;
        }
    }

    /// <summary>Frees what the run made beside the decoder.</summary>
    public void Dispose()
    {
        _optimizer.Dispose();
        _heads?.Dispose();
        _earlyStop?.Dispose();
    }

    private TimeSpan Elapsed => _before + Stopwatch.GetElapsedTime(_started);

    private double Progress => ProgressAt(_step);

    private TrainingState State => new(_step, _tokensSeen, Elapsed, _batches.Position.Epoch, _batches.Position.NextContext, _earlyStop?.State);

    /// <summary>All tensors that a checkpoint holds.</summary>
    private IEnumerable<KeyValuePair<string, Tensor>> Tensors =>
        [.. _weights.Select(w => KeyValuePair.Create<string, Tensor>(w.Name, w.Weight)), .. _optimizer.State, .. _earlyStop?.Best ?? []];

    private void Resume(TrainingState state)
    {
        (_step, _tokensSeen, _before) = (state.Step, state.TokensSeen, state.Elapsed);
        _batches.MoveTo(state.Epoch, state.NextContext);
        _optimizer.Resume(state.Step);
        _earlyStop?.Resume(state.HeldOut);
    }

    private double ProgressAt(double step) => Math.Max(
        Math.Max(step / _options.Steps, _options.Tokens is long most ? (double)_tokensSeen / most : 0),
        _options.Duration is TimeSpan limit ? Elapsed / limit : 0);

    /// <summary>One optimizer step, over one batch or several.</summary>
    private TrainingProgress Step()
    {
        // The schedule is read in the middle of the step, so that neither the first nor the last has the rate 0.
        double progress = Progress, rate = _options.LearningRate * _options.Schedule.At(ProgressAt(_step + 0.5)), loss = 0;
        var diagnostics = new Dictionary<string, double>();
        foreach ((string _, Parameter weight) in _weights)
            weight.grad = null;
        for (int part = 0; part < _options.AccumulationSteps; part++)
            loss += Accumulate(_batches.Next(), progress, diagnostics);

        double norm = _optimizer.Clip();
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
            throw Diverged(loss, norm);
        _optimizer.Step(rate);

        _step++;
        TimeSpan elapsed = Elapsed;
        double done = Math.Max(Progress, double.Epsilon), speed = _tokensSeen / elapsed.TotalSeconds;
        return new TrainingProgress(_step, loss, norm, rate, _tokensSeen, speed, elapsed, elapsed * Math.Max(0, 1 / done - 1)) { Diagnostics = diagnostics, PeakShare = speed / _peakTokensPerSecond };
    }

    /// <summary>Adds a batch's share to the gradients.</summary>
    /// <returns>Its share of the loss.</returns>
    private double Accumulate(PackedBatch batch, double progress, Dictionary<string, double> diagnostics)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad(); // the caller may have switched them off
        Tensor tokens = OnDevice(batch.Inputs, batch); // (B, T)
        Tensor? documents = batch.HasBoundaries ? OnDevice(batch.Documents, batch) : null; // (B, T)
        Tensor hidden = _decoder.Hidden(tokens, documents); // (B, T, W)
        ObjectiveValue value = _objective.Evaluate(new ObjectiveBatch(_decoder, hidden, OnDevice(batch.Targets, batch), _step, progress) { Documents = documents, Heads = _heads });
        Require(value);
        double share = 1.0 / _options.AccumulationSteps;
        (share == 1 ? value.Loss : value.Loss * share).backward();
        _tokensSeen += batch.Inputs.Length;
        foreach ((string name, double number) in value.Diagnostics ?? new Dictionary<string, double>())
            diagnostics[name] = diagnostics.GetValueOrDefault(name) + share * number;
        return share * value.Loss.ToDouble();
    }

    private void Require(ObjectiveValue value)
    {
        if (value.Loss is null || value.Loss.numel() != 1)
            throw new InvalidOperationException($"Objective {_objective.Name} must return a loss of one number, but returned {(value.Loss is null ? "none" : $"one of shape ({string.Join(", ", value.Loss.shape)})")}: take its mean.");
        if (!value.Loss.requires_grad)
            throw new InvalidOperationException($"The loss of objective {_objective.Name} has no graph back to the hidden states: something on its way was detached, computed under no_grad, or made from numbers.");
    }

    private InvalidOperationException Diverged(double loss, double norm) => new(FormattableString.Invariant(
        $"The loss is {loss} and the gradient norm {norm} at step {_step + 1}, {_batches.LastBatch}: training has diverged. A lower TrainingOptions.LearningRate than {_options.LearningRate} may help.{(_options.Checkpoints is { } c ? $" The checkpoints in '{c.Folder}' are from before it." : "")}"));

    private Tensor OnDevice(long[] values, PackedBatch batch) =>
        tensor(values, [batch.BatchSize, batch.ContextLength], device: _decoder.Device);
}
