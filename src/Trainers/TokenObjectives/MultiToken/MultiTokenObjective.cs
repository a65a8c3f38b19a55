using ResearchML.LanguageModels;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.Trainers;

/// <summary>Multi-token prediction: each position predicts the next n tokens, by n heads on one trunk.</summary>
/// <remarks>
/// Gloeckle et al. 2024, arXiv:2404.19737, section 2, equation 2. Each further head is a transformer layer of the decoder's own shape, and all share the output layer. Heads run forward and backward
/// one after another (<see cref="HeadLoss"/>). Where this differs:
/// <list type="bullet">
/// <item>Head 1 is the ordinary output: the trunk keeps all its layers, where the paper takes n layers from it for the heads. The trained model is an ordinary one, and the further heads are dropped; they cost time and memory in training.</item>
/// <item>The further heads stand on the hidden states after the decoder's last norm, and have a norm of their own.</item>
/// <item>Each head's loss is the mean over the positions that have such a token in their document and row; a head without any counts 0.</item>
/// </list>
/// Diagnostics, whose sum is the loss: <c>nll</c>, the loss of head 1, comparable with next-token training's; <c>ahead 2</c> to <c>ahead n</c>, those of the further heads. In nats.
/// </remarks>
public sealed class MultiTokenObjective : TrainingObjective
{
    /// <summary>Chooses how far to look ahead.</summary>
    /// <param name="heads">n: tokens that each position predicts. At least 1, which is next-token training to the bit, and at most the context length. The paper's best is 4, for models of billions of parameters and a vocabulary of 32,000.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="heads"/> is less than 1.</exception>
    public MultiTokenObjective(int heads)
    {
        if (heads < 1)
            throw new ArgumentOutOfRangeException(nameof(heads), heads, FormattableString.Invariant($"Multi-token prediction needs at least 1 head, which predicts the next token, but got {heads}."));
        Heads = heads;
    }

    /// <summary>n: tokens that each position predicts.</summary>
    public int Heads { get; }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"multi-token(heads={Heads})");

    /// <summary>Requires that the context is as long as what is looked ahead.</summary>
    /// <param name="config">The model's shape.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more heads than the context has positions.</exception>
    public override void Validate(DecoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (Heads > config.ContextLength)
            throw new ArgumentOutOfRangeException(nameof(Heads), Heads, FormattableString.Invariant($"Multi-token prediction with {Heads} heads looks {Heads} tokens ahead, which is more than the context length, {config.ContextLength}."));
    }

    /// <summary>Makes the further heads: n - 1 of <see cref="DecoderHead"/>, or <see langword="null"/> for one head.</summary>
    /// <param name="decoder">What they stand on.</param>
    /// <param name="seed">Of their weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more heads than the context has positions.</exception>
    public override nn.Module? CreateHeads(Decoder decoder, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        Validate(decoder.Config);
        return Heads == 1 ? null : new MultiTokenHeads(decoder, Heads, seed);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There are more heads than the context has positions.</exception>
    /// <exception cref="ArgumentException">The batch's heads are not those of <see cref="CreateHeads"/>.</exception>
    public override ObjectiveValue Evaluate(ObjectiveBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Validate(batch.Decoder.Config);
        var heads = batch.Heads as MultiTokenHeads;
        if ((heads?.Count ?? 0) != Heads - 1)
            throw new ArgumentException($"ObjectiveBatch.Heads must be what CreateHeads of {Name} made.", nameof(batch));
        Tensor loss = HeadLoss.Evaluate(batch.Hidden, batch.Decoder.OutputParameters, hidden => CrossEntropy(batch.Decoder, hidden, batch.Targets));
        var diagnostics = new Dictionary<string, double> { [ObjectiveValue.NextTokenLoss] = ((Term)loss).ToDouble() };
        for (int ahead = 2; ahead <= Heads; ahead++)
        {
            Tensor? own = Ahead(batch, heads!.Ahead(ahead), ahead);
            diagnostics[FormattableString.Invariant($"ahead {ahead}")] = own is null ? 0 : ((Term)own).ToDouble();
            if (own is not null)
                loss = (Term)loss + own; // (2)
        }
        return new ObjectiveValue(loss, diagnostics);
    }

    private static Tensor? Ahead(ObjectiveBatch batch, DecoderHead head, int ahead)
    {
        Tensor targets = batch.TargetsAhead(ahead); // (B, T)
        // A mean over nothing would be NaN.
        return (!((Term)targets).Is(ObjectiveBatch.Ignored)).Tensor.any().item<bool>()
            ? HeadLoss.Evaluate(batch.Hidden, [.. head.parameters(), .. batch.Decoder.OutputParameters], hidden => CrossEntropy(batch.Decoder, head.Forward(hidden, batch.Documents), targets))
            : null;
    }

    private static Tensor CrossEntropy(Decoder decoder, Tensor hidden, Tensor targets) =>
        nn.functional.cross_entropy(decoder.Logits(hidden).flatten(0, 1), targets.flatten(), ignore_index: ObjectiveBatch.Ignored); // (B·T, V), (B·T) -> ()
}
