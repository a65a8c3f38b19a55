using ResearchML.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>AdamW with clipping of the gradients' norm, its state at hand to be saved.</summary>
/// <remarks>
/// Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2. Matrices decay, vectors (gains and biases) do not. One fused call for all
/// weights where this libtorch has it (<see cref="FusedAdamW"/>), the formula tensor by tensor elsewhere.
/// </remarks>
internal sealed class AdamW : IDisposable
{
    private readonly AdamWOptions _options;
    private readonly Group[] _groups;
    private readonly FusedAdamW? _fused;
    private readonly Scalar _beta1, _beta2, _meanShare, _squareShare, _epsilon; // held, as in Constants

    /// <summary>Starts with empty moments.</summary>
    /// <param name="weights">The weights by name, all on one device.</param>
    /// <param name="options">Constants.</param>
    /// <param name="fused">The fused update, or <see langword="null"/> for the formula.</param>
    public AdamW(IReadOnlyList<(string Name, Parameter Weight)> weights, AdamWOptions options, FusedAdamW? fused)
    {
        (_options, _fused) = (options, fused);
        (_beta1, _meanShare) = (options.Beta1.ToScalar(), (1 - options.Beta1).ToScalar());
        (_beta2, _squareShare) = (options.Beta2.ToScalar(), (1 - options.Beta2).ToScalar());
        _epsilon = options.Epsilon.ToScalar();
        _groups =
        [
            new Group([.. weights.Where(w => w.Weight.dim() > 1)], options.WeightDecay),
            new Group([.. weights.Where(w => w.Weight.dim() <= 1)], decay: 0),
        ];
    }

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>The moments by name: what a checkpoint keeps beside the weights and <see cref="Steps"/>.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State => _groups.SelectMany(g => g.State);

    /// <summary>Takes up the state of a checkpoint, whose moments were read into <see cref="State"/>.</summary>
    public void Resume(long steps)
    {
        using (no_grad())
        using (Scalar taken = steps.ToScalar())
        {
            foreach (Tensor count in _groups.SelectMany(g => g.Counts))
                count.fill_(taken);
        }
        Steps = steps;
    }

    /// <summary>Scales the gradients down to the options' norm, if theirs is larger.</summary>
    /// <returns>Their norm before.</returns>
    public double Clip()
    {
        using var scope = NewDisposeScope();
        Tensor[] gradients = [.. _groups.SelectMany(g => g.Gradients())];
        if (_fused is not null)
            return _fused.Clip(gradients, _options.GradientClip);
        double norm = ((Term)stack(gradients.Select(g => g.norm())).norm()).ToDouble();
        if (norm > _options.GradientClip)
        {
            using Scalar factor = (_options.GradientClip / norm).ToScalar();
            foreach (Tensor gradient in gradients)
                gradient.mul_(factor);
        }
        return norm;
    }

    /// <summary>One update of all weights from their gradients.</summary>
    /// <param name="rate">Learning rate η.</param>
    public void Step(double rate)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Steps++;
        foreach (Group group in _groups.Where(g => g.Weights.Length > 0))
        {
            if (_fused is not null)
                _fused.Step(group.Weights, group.Gradients(), group.Means, group.Squares, group.Counts, rate, _options, group.Decay);
            else
                Step(group, rate);
        }
    }

    /// <summary>Frees the moments.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _groups.SelectMany(g => (IEnumerable<Tensor>)[.. g.Means, .. g.Squares, .. g.Counts]))
            tensor.Dispose();
        foreach (Scalar number in (Scalar[])[_beta1, _beta2, _meanShare, _squareShare, _epsilon])
            number.Dispose();
    }

    private void Step(Group group, double rate)
    {
        Tensor[] gradients = group.Gradients();
        double meanPart = 1 - Math.Pow(_options.Beta1, Steps), squarePart = 1 - Math.Pow(_options.Beta2, Steps);
        using Scalar kept = (1 - rate * group.Decay).ToScalar(), size = (-rate / meanPart).ToScalar(), correction = squarePart.ToScalar();
        for (int i = 0; i < gradients.Length; i++)
        {
            (Tensor weight, Tensor gradient, Tensor mean, Tensor square) = (group.Weights[i], gradients[i], group.Means[i], group.Squares[i]);
            weight.mul_(kept); // θ ← θ - ηλθ
            mean.mul_(_beta1).add_(gradient, alpha: _meanShare); // m ← β₁m + (1-β₁)g
            square.mul_(_beta2).addcmul_(gradient, gradient, _squareShare); // v ← β₂v + (1-β₂)g²
            weight.addcdiv_(mean, square.div(correction).sqrt_().add_(_epsilon, Constants.One), size); // θ ← θ - η·m̂/(√v̂ + ε)
        }
    }

    /// <summary>Weights of one decay, with their moments.</summary>
    private sealed class Group
    {
        private readonly string[] _names;

        public Group((string Name, Parameter Weight)[] weights, double decay)
        {
            (_names, Weights, Decay) = ([.. weights.Select(w => w.Name)], [.. weights.Select(w => w.Weight)], decay);
            using var noGrad = no_grad();
            Means = [.. Weights.Select(w => zeros_like(w).DetachFromDisposeScope())];
            Squares = [.. Weights.Select(w => zeros_like(w).DetachFromDisposeScope())];
            Counts = [.. Weights.Select(w => zeros([], ScalarType.Float32, w.device).DetachFromDisposeScope())];
        }

        public Tensor[] Weights { get; }

        public Tensor[] Means { get; }

        public Tensor[] Squares { get; }

        /// <summary>Steps taken, as the fused update counts them: one scalar a weight.</summary>
        public Tensor[] Counts { get; }

        public double Decay { get; }

        public IEnumerable<KeyValuePair<string, Tensor>> State => _names.SelectMany((name, i) => new KeyValuePair<string, Tensor>[] { new(name + ".mean", Means[i]), new(name + ".square", Squares[i]) });

        // A weight that the loss does not reach has none: it still decays, as in the other's state.
        public Tensor[] Gradients() => [.. Weights.Select(w => w.grad ?? zeros_like(w))];
    }
}
