using ResearchML.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>libtorch's own AdamW over all weights in one call, which TorchSharp has no method for: reached through TorchScript.</summary>
/// <remarks>The script is this constant and nothing else; it is compiled only by the version that it was tested with, since another may not parse it, or mean something else by it.</remarks>
internal sealed class FusedAdamW
{
    private const string TestedWith = "0.107.0"; // TorchSharp's version, which goes with libtorch 2.10

    private const string Script = """
        def step(weights: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], counts: List[Tensor], rate: float, beta1: float, beta2: float, decay: float, epsilon: float) -> int:
            torch._foreach_add_(counts, 1)
            torch._fused_adamw_(weights, gradients, means, squares, [], counts, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
            return 0

        def norm(gradients: List[Tensor]) -> Tensor:
            return torch.norm(torch.stack(torch._foreach_norm(gradients)))

        def scale(gradients: List[Tensor], factor: float) -> int:
            torch._foreach_mul_(gradients, factor)
            return 0

        """;

    private static readonly Lazy<FusedAdamW?> Known = new(() => typeof(torch).Assembly.GetName().Version?.ToString(3) == TestedWith ? new FusedAdamW() : null);

    private readonly jit.CompilationUnit _script = jit.compile(Script);

    private FusedAdamW()
    {
    }

    /// <summary>The update, or <see langword="null"/> where this is another libtorch than the tested one.</summary>
    public static FusedAdamW? ForThisLibtorch => Known.Value;

    public void Step(Tensor[] weights, Tensor[] gradients, Tensor[] means, Tensor[] squares, Tensor[] counts, double rate, AdamWOptions options, double decay)
    {
        // A number given as such becomes a Scalar that nobody holds: collected before libtorch reads it, it is anything.
        using Scalar eta = rate.ToScalar(), beta1 = options.Beta1.ToScalar(), beta2 = options.Beta2.ToScalar(), lambda = decay.ToScalar(), epsilon = options.Epsilon.ToScalar();
        _script.invoke("step", weights, gradients, means, squares, counts, eta, beta1, beta2, lambda, epsilon);
    }

    /// <returns>The norm before.</returns>
    public double Clip(Tensor[] gradients, double most)
    {
        using var noGrad = no_grad();
        using var result = (Tensor)_script.invoke("norm", (object)gradients);
        double norm = ((Term)result).ToDouble();
        if (norm > most)
        {
            using Scalar factor = (most / norm).ToScalar();
            _script.invoke("scale", gradients, factor);
        }
        return norm;
    }
}
