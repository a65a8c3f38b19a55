using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>What a training run minimises: hidden states and targets in, a loss out. Derive from it to try an idea.</summary>
/// <remarks>An objective holds no state of a run, so that one serves many: its own heads come from <see cref="CreateHeads"/>, and come back in every <see cref="ObjectiveBatch"/>.
/// Where the run stands (<see cref="ObjectiveBatch.Step"/>, <see cref="ObjectiveBatch.Progress"/>) comes with the batch too, and libtorch's own generator of the CPU is seeded in each step from
/// the run's seed (dropout, say, draws from it): a run that is resumed goes on as one that never stopped.</remarks>
public abstract class TrainingObjective
{
    /// <summary>Its name, in logs and checkpoints: a checkpoint is resumed by an objective of the same name. Say in it what changes the loss, as in <c>k-shot(k=8)</c>. Default: the class's name.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Refuses a model that the objective does not fit, before anything is read. Default: fits all.</summary>
    /// <param name="config">The model's shape, its vocabulary filled in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The objective does not fit it; the message says why.</exception>
    public virtual void Validate(DecoderConfig config)
    {
    }

    /// <summary>Makes the objective's own heads, trained with the decoder's weights and dropped after training. Default: none.</summary>
    /// <param name="decoder">What they stand on: its shape, its device.</param>
    /// <param name="seed">Of their weights.</param>
    /// <returns>A module on the decoder's device, owned by the run; or <see langword="null"/>. Its parameters are trained but for those that require no gradient; its parameters and buffers are in the checkpoints.</returns>
    public virtual nn.Module? CreateHeads(Decoder decoder, ulong seed) => null;

    /// <summary>The loss of one batch, with a graph back to the hidden states.</summary>
    /// <param name="batch">Hidden states, targets, heads, and where the run stands.</param>
    public abstract ObjectiveValue Evaluate(ObjectiveBatch batch);

    /// <summary>Calls <see cref="Evaluate"/>, and checks what it gives: for runs, and for objectives that are made of others.</summary>
    /// <param name="batch">Hidden states, targets, heads, and where the run stands.</param>
    /// <exception cref="InvalidOperationException">The loss is missing, is not one number or has no graph; the message names the objective.</exception>
    public ObjectiveValue EvaluateChecked(ObjectiveBatch batch)
    {
        ObjectiveValue value = Evaluate(batch);
        ScalarLoss.Require(value?.Loss, $"objective {Name}");
        return value!;
    }
}
