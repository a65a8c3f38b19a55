using ResearchML.LanguageModels;
using ResearchML.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.Trainers;

/// <summary>Two objectives at once, one of which may fade into the other: (1 − w)·first + w·second.</summary>
/// <remarks>
/// A side whose weight is exactly 0 is not evaluated and has no gradient; its heads still decay with the optimizer. Each has the heads it would have alone, under <c>first</c> and <c>second</c>.
/// Mixtures nest. Diagnostics: <c>weight</c>, which is w; each evaluated side's loss under its name; and its own diagnostics as <c>name: diagnostic</c>. Of two sides of one name, the names are
/// preceded by <c>first</c> and <c>second</c>.
/// </remarks>
public sealed class MixedObjective : TrainingObjective
{
    // What a schedule's arithmetic may miss 0 or 1 by.
    private const double Rounding = 1e-12;

    private readonly TrainingObjective _first;
    private readonly TrainingObjective _second;
    private readonly Schedule _weightOfSecond;

    /// <summary>Mixes two objectives.</summary>
    /// <param name="first">One objective.</param>
    /// <param name="second">Another; it may be a mixture.</param>
    /// <param name="weightOfSecond">w in each step, in [0, 1].</param>
    public MixedObjective(TrainingObjective first, TrainingObjective second, Schedule weightOfSecond)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(weightOfSecond);
        (_first, _second, _weightOfSecond) = (first, second, weightOfSecond);
    }

    /// <inheritdoc/>
    public override string Name => $"mix({_first.Name}, {_second.Name}, weight {_weightOfSecond})";

    /// <inheritdoc/>
    public override nn.Module? CreateHeads(Decoder decoder, ulong seed)
    {
        nn.Module? first = _first.CreateHeads(decoder, ComponentSeed.Mix(seed, "first")), second = _second.CreateHeads(decoder, ComponentSeed.Mix(seed, "second"));
        return first is null && second is null ? null : new MixedHeads(first, second);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The schedule's weight is not in [0, 1], or a side's loss is not one number or has no graph.</exception>
    public override ObjectiveValue Evaluate(ObjectiveBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        double weight = Weight(batch);
        var heads = batch.Heads as MixedHeads;
        var diagnostics = new Dictionary<string, double> { ["weight"] = weight };
        (string first, string second) = _first.Name == _second.Name ? ($"first {_first.Name}", $"second {_second.Name}") : (_first.Name, _second.Name);
        Tensor? one = weight == 1 ? null : Evaluate(_first, first, batch with { Heads = heads?.First }, diagnostics);
        Tensor? other = weight == 0 ? null : Evaluate(_second, second, batch with { Heads = heads?.Second }, diagnostics);
        Tensor loss = one is null ? other! : other is null ? one : (Term)one * (1 - weight) + (Term)other * weight;
        return new ObjectiveValue(loss, diagnostics);
    }

    private double Weight(ObjectiveBatch batch)
    {
        double weight = _weightOfSecond.At(batch.Step, batch.Progress);
        return weight is >= -Rounding and <= 1 + Rounding
            ? Math.Clamp(weight, 0, 1)
            : throw new InvalidOperationException(FormattableString.Invariant($"The weight of {_second.Name} in a mixture must be in [0, 1], but its schedule, {_weightOfSecond}, gives {weight} at step {batch.Step}, progress {batch.Progress}."));
    }

    private static Tensor Evaluate(TrainingObjective objective, string name, ObjectiveBatch batch, Dictionary<string, double> diagnostics)
    {
        ObjectiveValue value = objective.Evaluate(batch);
        if (value.Loss is null || value.Loss.numel() != 1)
            throw new InvalidOperationException($"Objective {objective.Name} must return a loss of one number, but returned {(value.Loss is null ? "none" : $"one of shape ({string.Join(", ", value.Loss.shape)})")}: take its mean.");
        if (is_grad_enabled() && !value.Loss.requires_grad)
            throw new InvalidOperationException($"The loss of objective {objective.Name} has no graph back to the hidden states: something on its way was detached, computed under no_grad, or made from numbers.");
        diagnostics[name] = value.Loss.ToDouble();
        foreach ((string own, double number) in value.Diagnostics ?? new Dictionary<string, double>())
            diagnostics[$"{name}: {own}"] = number;
        return value.Loss;
    }
}
