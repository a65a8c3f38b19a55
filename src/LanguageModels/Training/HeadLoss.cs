using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The loss of one head, of which nothing but a number and its gradients stays in memory: an objective with several heads holds the logits of one at a time.</summary>
/// <remarks>
/// Gloeckle et al. 2024, arXiv:2404.19737, section 2, "Memory-efficient implementation": heads run forward and backward one after another, and their gradients add up at the trunk.
/// There the trainer is told to do so; here the loss is an ordinary scalar, whose backward passes on the gradients computed before, times what comes in: weights, mixtures and accumulation scale as
/// they would without it. The gradients of the given parameters are kept until then, one of (V, W) a head where a head uses the output layer. There are no second derivatives.
/// </remarks>
public static class HeadLoss
{
    private const string Head = "a head";

    /// <summary>Evaluates a loss and its gradients, and frees the graph between. Where gradients are switched off, the loss alone.</summary>
    /// <param name="hidden">What the head stands on, of any shape.</param>
    /// <param name="parameters">All parameters that the loss uses and that train: the head's own, and of the decoder <see cref="Decoder.OutputParameters"/> where it calls <see cref="Decoder.Logits"/>.
    /// One that is left out gets no gradient from this loss. Those that are frozen or not used are passed over.</param>
    /// <param name="loss">The loss, a scalar, of a copy of <paramref name="hidden"/>. It is called once, at once; tensors that it makes are freed.</param>
    /// <returns>The scalar, with a graph to <paramref name="hidden"/> and <paramref name="parameters"/>.</returns>
    /// <exception cref="InvalidOperationException">The loss is not one number, or has no graph back to the hidden states.</exception>
    public static Tensor Evaluate(Tensor hidden, IReadOnlyList<Parameter> parameters, Func<Tensor, Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(loss);
        using var scope = NewDisposeScope();
        if (!is_grad_enabled())
            return Checked(loss(hidden)).MoveToOuterDisposeScope();
        Tensor copy = hidden.detach().requires_grad_();
        Parameter[] trained = [.. parameters.Where(p => p.requires_grad).Distinct<Parameter>(ReferenceEqualityComparer.Instance)];
        Tensor value = Checked(loss(copy)); // ()
        Tensor?[] gradients = Gradients(value, copy, trained);
        if (gradients[0] is null)
            throw ScalarLoss.NoGraph(Head);
        (Tensor Input, Tensor? Gradient)[] reached = [.. ((Tensor[])[hidden, .. trained]).Zip(gradients).Where(r => r.Second is not null)];
        return Passed.apply([.. reached.Select(r => r.Input), new Evaluated(value.detach(), [.. reached.Select(r => r.Gradient!)])]).MoveToOuterDisposeScope();
    }

    // By way of the grad fields, which it leaves as they were: autograd.grad of TorchSharp 0.107 lets an error of libtorch (no memory, say) end the process.
    private static Tensor?[] Gradients(Tensor value, Tensor copy, Parameter[] trained)
    {
        Tensor?[] before = [.. trained.Select(p => p.grad)];
        try
        {
            foreach (Parameter parameter in trained)
                parameter.grad = null;
            autograd.backward([value], inputs: [copy, .. trained]); // frees the graph, and with it the logits
            return [copy.grad, .. trained.Select(p => p.grad)];
        }
        finally
        {
            foreach ((Parameter parameter, Tensor? gradient) in trained.Zip(before))
                parameter.grad = gradient;
        }
    }

    private static Tensor Checked(Tensor value)
    {
        ScalarLoss.Require(value, Head);
        return value.reshape([]);
    }

    private sealed record Evaluated(Tensor Value, IList<Tensor> Gradients);

    /// <summary>(inputs…, what was evaluated) to the value; backward gives each input its gradient.</summary>
    private sealed class Passed : autograd.SingleTensorFunction<Passed>
    {
        public override string Name => nameof(HeadLoss);

        public override Tensor forward(autograd.AutogradContext context, params object[] vars)
        {
            var evaluated = (Evaluated)vars[^1];
            context.save_for_backward([.. evaluated.Gradients]);
            return evaluated.Value.clone();
        }

        public override List<Tensor> backward(autograd.AutogradContext context, Tensor gradient)
        {
            using var scope = NewDisposeScope();
            return [.. context.get_saved_variables().Select(saved => (saved * gradient).MoveToOuterDisposeScope()), null!]; // the last of vars is no tensor
        }
    }
}
