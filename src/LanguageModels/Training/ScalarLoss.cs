using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>What every loss must be: one number with a graph back to the hidden states.</summary>
internal static class ScalarLoss
{
    /// <summary>Checks a loss.</summary>
    /// <param name="loss">Where gradients are switched off, it needs no graph.</param>
    /// <param name="of">Whose it is, in words.</param>
    /// <exception cref="InvalidOperationException">It is missing, is not one number, or has no graph.</exception>
    public static void Require([NotNull] Tensor? loss, string of)
    {
        if (loss is null)
            throw new InvalidOperationException($"The loss of {of} must be one number, but there is none.");
        if (loss.numel() != 1)
            throw new InvalidOperationException($"The loss of {of} must be one number, but is of shape ({string.Join(", ", loss.shape)}): take its mean.");
        if (is_grad_enabled() && !loss.requires_grad)
            throw NoGraph(of);
    }

    /// <summary>The error of a loss that does not train what the hidden states come from.</summary>
    public static InvalidOperationException NoGraph(string of) =>
        new($"The loss of {of} has no graph back to the hidden states: something on its way was detached, computed under no_grad, or made from numbers.");
}
