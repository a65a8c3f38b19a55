using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Keeps the weights of the lowest measurement, and says when there was no lower one for long.</summary>
internal sealed class EarlyStop : IDisposable
{
    private readonly EarlyStopping _options;
    private readonly Func<double> _measure;
    private readonly (string Name, Parameter Weight)[] _weights;
    private readonly Tensor[] _best;

    public EarlyStop(EarlyStopping options, Func<double> measure, (string Name, Parameter Weight)[] weights)
    {
        (_options, _measure, _weights) = (options, measure, weights);
        using var noGrad = no_grad();
        _best = [.. weights.Select(w => w.Weight.detach().clone().DetachFromDisposeScope())];
    }

    public HeldOutState State { get; private set; } = new(double.PositiveInfinity, 0, 0, 0);

    public bool IsOver => State.Worse >= _options.Patience;

    /// <summary>The best weights, as a checkpoint names them.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Best => _weights.Zip(_best, (w, best) => KeyValuePair.Create("best." + w.Name, best));

    /// <summary>Goes on where another run's stood.</summary>
    public void Resume(HeldOutState state) => State = state;

    /// <summary>Measures where it is due and was not done.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="isLast">Whether there is none after it: it is measured too, so that no better weights than the best are lost.</param>
    /// <param name="log">Told what was measured.</param>
    public void AfterStep(int step, bool isLast, Action<string> log)
    {
        if (step <= State.LastStep || (step % _options.Every != 0 && !isLast))
            return;
        double loss = _measure();
        if (loss < State.BestLoss)
        {
            State = new HeldOutState(loss, step, 0, step);
            Copy(_weights.Select(w => (Tensor)w.Weight), _best);
        }
        else
        {
            State = State with { Worse = State.Worse + 1, LastStep = step };
        }
        log(FormattableString.Invariant($"Step {step}: held-out loss {loss:f4}; the best is {State.BestLoss:f4}, at step {State.BestStep}."));
    }

    /// <summary>Puts the best weights back into the model, if any measurement was made.</summary>
    public void TakeBest(Action<string> log)
    {
        if (State.BestStep == 0)
            return;
        Copy(_best, _weights.Select(w => (Tensor)w.Weight));
        log(FormattableString.Invariant($"The weights are those of step {State.BestStep}, held-out loss {State.BestLoss:f4}."));
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _best)
            tensor.Dispose();
    }

    private static void Copy(IEnumerable<Tensor> from, IEnumerable<Tensor> to)
    {
        using var noGrad = no_grad();
        foreach ((Tensor source, Tensor destination) in from.Zip(to))
            destination.copy_(source);
    }
}
