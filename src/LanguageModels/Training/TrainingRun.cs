using System.Diagnostics;
using ResearchML.Torch;
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
    private readonly bool _hasBuffers;
    private readonly TrainingOptions _options;
    private readonly PackedBatches _batches;
    private readonly ulong _seed;
    private readonly (string Name, Parameter Weight)[] _weights;
    private readonly (string Name, Parameter Weight)[] _trained;
    private readonly AdamW _optimizer;
    private readonly EarlyStop? _earlyStop;
    private readonly TrainingLogFile? _logFile;
    private readonly TrainingMeter _meter;
    private readonly Scalar _share; // of a batch in its step
    private double _peakTokensPerSecond;
    private (ulong Epoch, int NextContext) _position; // after the last whole step
    private int _saved;
    private bool _reachesHidden;

    /// <param name="decoder">What is trained.</param>
    /// <param name="objective">What is minimised.</param>
    /// <param name="batches">The data.</param>
    /// <param name="options">How long and how fast.</param>
    /// <param name="seed">Of the objective's heads, and of what it draws.</param>
    /// <param name="heldOutLoss">Measures the decoder on held-out text, nats per token, for early stopping; or <see langword="null"/>.</param>
    /// <param name="logFile">Gets a line a step; or <see langword="null"/>. The caller's.</param>
    public TrainingRun(
        Decoder decoder, TrainingObjective objective, PackedBatches batches, TrainingOptions options, ulong seed, Func<double>? heldOutLoss = null, TrainingLogFile? logFile = null)
    {
        (_decoder, _objective, _batches, _options, _seed, _logFile) = (decoder, objective, batches, options, seed, logFile);
        _heads = objective.CreateHeads(decoder, ComponentSeed.Mix(seed, "heads"));
        _hasBuffers = _heads?.buffers().Any() == true;
        _weights = [.. decoder.named_parameters(), .. (_heads?.named_parameters() ?? []).Select(p => ("heads." + p.name, p.parameter))];
        _trained = [.. _weights.Where(w => w.Weight.requires_grad)];
        _optimizer = new AdamW(_trained, options.Optimizer, FusedAdamW.ForThisLibtorch);
        _meter = new TrainingMeter(options, batches.TokensPerBatch * options.AccumulationSteps);
        _share = (1.0 / options.AccumulationSteps).ToScalar();
        _position = batches.Position;
        if (options.EarlyStopping is EarlyStopping stopping && heldOutLoss is not null)
        {
            _earlyStop = new EarlyStop(stopping, heldOutLoss, [.. decoder.named_parameters()]);
        }
    }

    /// <summary>Runs to the end of training.</summary>
    /// <param name="checkpoints">Where to resume from and to write; or <see langword="null"/>.</param>
    /// <param name="log">Told in words what happens beside steps.</param>
    /// <exception cref="OperationCanceledException">The options' token was cancelled, or what is called between steps was.</exception>
    /// <exception cref="InvalidOperationException">The loss or a weight is no longer a number, or the objective gave none.</exception>
    public void Run(TrainingCheckpoints? checkpoints, Action<string> log)
    {
        if (checkpoints?.Resume(Tensors) is TrainingState state)
        {
            Resume(state);
            log(FormattableString.Invariant($"Resumed at step {_meter.Step}, {_meter.TokensSeen} tokens."));
        }
        using var threads = new ThreadCount(_options.Threads);
        using CoreClaims claims = CoreClaims.Take(_decoder.Device, get_num_threads(), log);
        using var draws = new StepDraws(ComponentSeed.Mix(_seed, "draws"));
        _decoder.train();
        _decoder.Products.Type = TrainingPrecision.Of(_options.Precision, _decoder.Device);
        _peakTokensPerSecond = ProductPeak.Of(_decoder.Device, _decoder.Products.Type ?? ScalarType.Float32) / ProductPeak.FlopsPerToken(_decoder.Config);
        _logFile?.Begin(_meter.Step);
        try
        {
            Measure(); // a run that was cancelled may not have come to it
            while (!_meter.IsOver && _earlyStop?.IsOver != true)
            {
                draws.Seed(_meter.Step);
                TrainingProgress progress = Step();
                // Before the step's checkpoint: a resumed run drops the lines after its checkpoint, and cannot make up for one that is not there.
                _logFile?.Add(progress);
                Measure();
                if (_meter.Step % (_options.Checkpoints?.Every ?? int.MaxValue) == 0)
                    Save();
                _options.Progress?.Report(progress);
            }
            if (_meter.Step > _saved)
                Save();
            _earlyStop?.TakeBest(log);
        }
        catch (OperationCanceledException) when (checkpoints is not null && _meter.Step > _saved)
        {
            Save();
            throw;
        }
        finally
        {
            _decoder.Products.Type = null;
            _decoder.eval();
            // A trained model would keep its gradients, and so twice its memory, for life.
            foreach ((string _, Parameter weight) in _weights)
                weight.grad = null;
        }

        void Measure() => _earlyStop?.AfterStep(_meter.Step, _meter.IsOver, log);

        void Save()
        {
            RequireFiniteWeights();
            checkpoints?.Save(State, Tensors);
            _saved = _meter.Step;
        }
    }

    /// <summary>Frees what the run made beside the decoder.</summary>
    public void Dispose()
    {
        _optimizer.Dispose();
        _heads?.Dispose();
        _earlyStop?.Dispose();
        _share.Dispose();
    }

    private TrainingState State => new(_meter.Step, _meter.TokensSeen, _meter.Elapsed, _position.Epoch, _position.NextContext, _earlyStop?.State);

    /// <summary>All tensors that a checkpoint holds.</summary>
    private IEnumerable<KeyValuePair<string, Tensor>> Tensors =>
        [.. _weights.Select(w => KeyValuePair.Create<string, Tensor>(w.Name, w.Weight)), .. Buffers.Select(b => KeyValuePair.Create("heads." + b.name, b.buffer)), .. _optimizer.State, .. _earlyStop?.Best ?? []];

    private IEnumerable<(string name, Tensor buffer)> Buffers => _hasBuffers ? _heads!.named_buffers() : [];

    private void Resume(TrainingState state)
    {
        _meter.Resume(state);
        _batches.MoveTo(state.Epoch, state.NextContext);
        _optimizer.Resume(state.Step);
        if (state.HeldOut is { } heldOut)
            _earlyStop?.Resume(heldOut); // RunIdentity refuses a checkpoint that was written without
        (_saved, _position) = (state.Step, _batches.Position);
    }

    /// <summary>One optimizer step, over one batch or several.</summary>
    private TrainingProgress Step()
    {
        long started = Stopwatch.GetTimestamp();
        double rate = _options.LearningRate * _options.Schedule.At(_meter.NextMiddle);
        BatchMeans means = Accumulate();
        double norm = _optimizer.Clip();
        if (!double.IsFinite(means.Loss) || !double.IsFinite(norm))
            throw Diverged(FormattableString.Invariant($"The loss is {means.Loss} and the gradient norm {norm} at step {_meter.Step + 1}, {_batches.LastBatch}"));
        _optimizer.Step(rate);

        _position = _batches.Position;
        _meter.Add(Stopwatch.GetElapsedTime(started));
        return new TrainingProgress(_meter.Step, means.Loss, norm, rate, _meter.TokensSeen, _meter.TokensPerSecond, _meter.Elapsed, _meter.Remaining)
        {
            Diagnostics = means.Diagnostics,
            PeakShare = _meter.TokensPerSecond / _peakTokensPerSecond,
        };
    }

    /// <summary>The gradients of a step. One that is cut short leaves the heads' buffers as they were: the checkpoint is then of the step before.</summary>
    private BatchMeans Accumulate()
    {
        foreach ((string _, Parameter weight) in _weights)
            weight.grad = null;
        using var scope = NewDisposeScope();
        (Tensor Buffer, Tensor Copy)[] before = [.. Buffers.Select(b => (b.buffer, b.buffer.clone()))];
        var means = new BatchMeans();
        try
        {
            for (int part = 0; part < _options.AccumulationSteps; part++)
            {
                _options.CancellationToken.ThrowIfCancellationRequested();
                Accumulate(_batches.Next(), means);
            }
            return means;
        }
        catch (OperationCanceledException)
        {
            foreach ((Tensor buffer, Tensor copy) in before)
                buffer.copy_(copy);
            throw;
        }
    }

    /// <summary>Adds a batch's share to the gradients.</summary>
    private void Accumulate(PackedBatch batch, BatchMeans means)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad(); // the caller may have switched them off
        Tensor tokens = OnDevice(batch.Inputs, batch); // (B, T)
        Tensor? documents = batch.HasBoundaries ? OnDevice(batch.Documents, batch) : null; // (B, T)
        Tensor hidden = _decoder.Hidden(tokens, documents); // (B, T, W)
        ObjectiveValue value = _objective.EvaluateChecked(new ObjectiveBatch(_decoder, hidden, OnDevice(batch.Targets, batch), _meter.Step, _meter.Progress) { Documents = documents, Heads = _heads });
        bool isFirst = !_reachesHidden && hidden.requires_grad; // of a decoder that is frozen they need none
        if (isFirst)
            hidden.retain_grad();
        (_options.AccumulationSteps == 1 ? value.Loss : value.Loss.mul(_share)).backward();
        if (isFirst && hidden.grad is null)
            throw ScalarLoss.NoGraph($"objective {_objective.Name}");
        _reachesHidden = true;
        means.Add(((Term)value.Loss).ToDouble(), value.Diagnostics);
    }

    private void RequireFiniteWeights()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (_trained.Length > 0 && !stack(_trained.Select(w => w.Weight.sum())).isfinite().all().item<bool>())
            throw Diverged(FormattableString.Invariant($"The weights are no finite numbers after step {_meter.Step}, {_batches.LastBatch}"));
    }

    private InvalidOperationException Diverged(string what)
    {
        string last = _options.Checkpoints is not { } checkpoints ? "" : _saved == 0 ? " There is no checkpoint from before." : FormattableString.Invariant($" The last checkpoint in '{checkpoints.Folder}' is of step {_saved}.");
        return new(FormattableString.Invariant($"{what}: training has diverged. A lower TrainingOptions.LearningRate than {_options.LearningRate} may help.{last}"));
    }

    private Tensor OnDevice(long[] values, PackedBatch batch) =>
        tensor(values, [batch.BatchSize, batch.ContextLength], device: _decoder.Device);
}
