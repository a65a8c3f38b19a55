using ResearchML.LanguageModels;
using ResearchML.Torch;
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
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="weightOfSecond"/> is not in [0, 1] at the beginning, the middle or the end.</exception>
    public MixedObjective(TrainingObjective first, TrainingObjective second, Schedule weightOfSecond)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(weightOfSecond);
        if (weightOfSecond.FirstOutside(IsAllowed) is (double progress, double value))
            throw new ArgumentOutOfRangeException(nameof(weightOfSecond), value, FormattableString.Invariant($"The weight of {second.Name} in a mixture must be in [0, 1], but its schedule, {weightOfSecond}, gives {value} at progress {progress}."));
        (_first, _second, _weightOfSecond) = (first, second, weightOfSecond);
    }

    /// <inheritdoc/>
    public override string Name => $"mix({_first.Name}, {_second.Name}, weight {_weightOfSecond})";

    /// <summary>Requires that both sides fit.</summary>
    /// <param name="config">The model's shape.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them does not; the message is its own.</exception>
    public override void Validate(DecoderConfig config)
    {
        _first.Validate(config);
        _second.Validate(config);
    }

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

    private static bool IsAllowed(double weight) => weight is >= -Rounding and <= 1 + Rounding;

    private double Weight(ObjectiveBatch batch)
    {
        double weight = _weightOfSecond.At(batch.Step, batch.Progress);
        return IsAllowed(weight)
            ? Math.Clamp(weight, 0, 1)
            : throw new InvalidOperationException(FormattableString.Invariant($"The weight of {_second.Name} in a mixture must be in [0, 1], but its schedule, {_weightOfSecond}, gives {weight} at step {batch.Step}, progress {batch.Progress}."));
    }

    private static Tensor Evaluate(TrainingObjective objective, string name, ObjectiveBatch batch, Dictionary<string, double> diagnostics)
    {
        ObjectiveValue value = objective.EvaluateChecked(batch);
        diagnostics[name] = ((Term)value.Loss).ToDouble();
        foreach ((string own, double number) in value.Diagnostics ?? new Dictionary<string, double>())
            diagnostics[$"{name}: {own}"] = number;
        return value.Loss;
    }
}
