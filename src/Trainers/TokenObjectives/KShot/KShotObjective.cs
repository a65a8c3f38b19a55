using ResearchML.LanguageModels;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.Trainers;

/// <summary>Trains for pass@k of every token: the mean of <see cref="KShotLoss"/>, −ln(1 − (1 − p)^k).</summary>
/// <remarks>
/// Chen et al. 2025, Direct Coverage Optimization, arXiv:2502.07154; Yu 2025, arXiv:2511.16231, argues against. Where we differ: token level, see <see cref="KShotLoss"/>.
/// A model so trained is less sure than its data: <see cref="KShotLink"/> reads calibrated probabilities off it.
/// <para>Diagnostics: <c>k</c> of the step; <c>pass@k</c>, the mean of 1 − (1 − p)^k; <c>nll</c>, the mean of −ln p in nats.</para>
/// </remarks>
public sealed class KShotObjective : TrainingObjective
{
    private readonly Schedule _k;

    /// <summary>One k for the whole training.</summary>
    /// <param name="k">Samples. At least 1, finite; 1 is next-token training, to the bit.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite.</exception>
    public KShotObjective(double k)
    {
        KShotLoss.RequireShots(k);
        _k = Schedule.Constant(k);
    }

    /// <summary>A k that changes over the training, or is drawn in each step.</summary>
    /// <param name="k">Samples in each step. At least 1 and finite in every step.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite at the beginning, the middle or the end.</exception>
    public KShotObjective(Schedule k)
    {
        ArgumentNullException.ThrowIfNull(k);
        if (k.FirstOutside(IsAllowed) is (double progress, double value))
            throw new ArgumentOutOfRangeException(nameof(k), value, FormattableString.Invariant($"k must be finite and at least 1 in every step, but the schedule '{k}' gives {value} at progress {progress}."));
        _k = k;
    }

    /// <summary>With its k: <c>k-shot(k=8)</c>, <c>k-shot(k=linear 1 to 64)</c>.</summary>
    public override string Name => $"k-shot(k={_k})";

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The schedule's k is less than 1 or not finite in this step.</exception>
    public override ObjectiveValue Evaluate(ObjectiveBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        double k = _k.At(batch.Step, batch.Progress);
        if (!IsAllowed(k))
            throw new InvalidOperationException(FormattableString.Invariant($"k must be finite and at least 1 in every step, but the schedule '{_k}' gives {k} in step {batch.Step}."));
        Tensor logits = batch.Decoder.Logits(batch.Hidden); // (B, T, V)
        (Tensor loss, Tensor rows) = KShotLoss.Evaluate(logits, batch.Targets, k); // (), (B·T)
        return new ObjectiveValue(loss, Diagnostics(rows, batch.Targets, k));
    }

    private static bool IsAllowed(double k) => k >= 1 && double.IsFinite(k);

    private static Dictionary<string, double> Diagnostics(Tensor rows, Tensor targets, double k)
    {
        using var scope = NewDisposeScope();
        using var detached = no_grad();
        Tensor losses = rows.masked_select(!((Term)targets.reshape(-1)).Is(ObjectiveBatch.Ignored)); // (n): those that count
        Tensor means = stack([(-losses).exp(), KShotLoss.NegativeLogLikelihood(losses, k)]).mean([1L]).cpu(); // (2)
        double[] numbers = means.data<double>().ToArray();
        return new() { ["k"] = k, ["pass@k"] = numbers[0], [ObjectiveValue.NextTokenLoss] = numbers[1] };
    }
}
