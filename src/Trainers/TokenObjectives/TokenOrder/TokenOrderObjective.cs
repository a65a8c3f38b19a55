using ResearchML.LanguageModels;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.Trainers;

/// <summary>Token order prediction: beside the next token, each position ranks the vocabulary by how soon each token comes.</summary>
/// <remarks>
/// Zuhri, Fuadi and Aji 2025, arXiv:2508.19228: the sum of the next-token loss and ListNet's (Cao et al. 2007) of a second output matrix on the same hidden states, with the target score
/// window − d for a token whose next occurrence is d ahead, d = 1 to window, and −∞ for one that does not occur. Where this differs: scores stay within a document; the mean is over positions
/// with at least one token ahead; the authors' code counts distances 0 to window from the sequence shifted by one, one token more. The second matrix is dropped after training.
/// Diagnostics, whose sum is the loss: <c>nll</c>, comparable with next-token training's; <c>order</c>, whose least value is the entropy of the target and not 0. In nats.
/// </remarks>
public sealed class TokenOrderObjective : TrainingObjective
{
    /// <summary>Chooses how far to look ahead.</summary>
    /// <param name="window">Distances that count, from 1 to this. At least 1, at most the context length. Beyond 104 it changes nothing (<see cref="TokenOrderTargets"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="window"/> is less than 1.</exception>
    public TokenOrderObjective(int window)
    {
        if (window < 1)
            throw new ArgumentOutOfRangeException(nameof(window), window, FormattableString.Invariant($"Token order prediction needs a window of at least 1 token, but got {window}."));
        Window = window;
    }

    /// <summary>Distances that count, from 1 to this.</summary>
    public int Window { get; }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"token-order(window={Window})");

    /// <summary>Requires that the context is as long as what is looked ahead.</summary>
    /// <param name="config">The model's shape.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is longer than the context.</exception>
    public override void Validate(DecoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (Window > config.ContextLength)
            throw new ArgumentOutOfRangeException(nameof(Window), Window, FormattableString.Invariant($"A token-order window of {Window} tokens is longer than the context length, {config.ContextLength}."));
    }

    /// <summary>Makes the second output matrix.</summary>
    /// <param name="decoder">What it stands on.</param>
    /// <param name="seed">Of its weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is longer than the context.</exception>
    public override nn.Module? CreateHeads(Decoder decoder, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        Validate(decoder.Config);
        return new TokenOrderHead(decoder, seed);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The window is longer than the context.</exception>
    /// <exception cref="ArgumentException">The batch's heads are not those of <see cref="CreateHeads"/>.</exception>
    public override ObjectiveValue Evaluate(ObjectiveBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Validate(batch.Decoder.Config);
        if (batch.Heads is not TokenOrderHead head)
            throw new ArgumentException($"ObjectiveBatch.Heads must be what CreateHeads of {Name} made.", nameof(batch));
        Term next = HeadLoss.Evaluate(batch.Hidden, batch.Decoder.OutputParameters, hidden => nn.functional.cross_entropy(
            batch.Decoder.Logits(hidden).flatten(0, 1), batch.Targets.flatten(), ignore_index: ObjectiveBatch.Ignored)); // (B·T, V), (B·T) -> ()
        TokenOrderTargets order = TokenOrderTargets.Of(batch.Targets, batch.Documents, Window);
        Term listwise = HeadLoss.Evaluate(batch.Hidden, [.. head.parameters()], hidden => order.Loss(head.Forward(hidden)));
        return new ObjectiveValue(next + listwise, new Dictionary<string, double> { [ObjectiveValue.NextTokenLoss] = next.ToDouble(), ["order"] = listwise.ToDouble() });
    }
}
