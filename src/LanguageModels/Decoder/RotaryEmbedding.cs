using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Rotary positions: feature pair i of a head turns by the angle p·θ^(-2i/d) at position p.</summary>
/// <remarks>
/// Su et al. 2021, arXiv:2104.09864, equation 34. The pairs are (i, i + d/2), as in Hugging Face's <c>llama</c>, not
/// (2i, 2i + 1) as in the paper: the weights of a checkpoint decide. Only differences of positions matter to attention.
/// </remarks>
internal sealed class RotaryEmbedding : IDisposable
{
    // Plain tensors rather than module buffers: a buffer would appear in the checkpoint.
    private readonly Tensor _cosine; // (C, 1, d)
    private readonly Tensor _signedSine; // (C, 1, d), the first half negated

    public RotaryEmbedding(int headWidth, int contextLength, double theta, Device device)
    {
        using var scope = NewDisposeScope();
        // The angles are taken in float64: a float32 position times frequency is off by 1e-4 at position 1,000.
        Tensor frequency = pow(theta, arange(0, headWidth, 2, ScalarType.Float64, device) / -headWidth); // (d/2)
        Tensor angle = outer(arange(contextLength, ScalarType.Float64, device), frequency).unsqueeze(1); // (C, 1, d/2)
        _cosine = cat([angle.cos(), angle.cos()], -1).to(ScalarType.Float32).DetachFromDisposeScope(); // (C, 1, d)
        _signedSine = cat([-angle.sin(), angle.sin()], -1).to(ScalarType.Float32).DetachFromDisposeScope(); // (C, 1, d)
    }

    /// <summary>The turn of <paramref name="length"/> consecutive positions from <paramref name="start"/> on, the same for every row.</summary>
    public Rotation Consecutive(long start, long length) =>
        new(_cosine.narrow(0, start, length), _signedSine.narrow(0, start, length)); // (T, 1, d)

    /// <summary>The turn of each row's own positions, (B, T).</summary>
    public Rotation At(Tensor positions)
    {
        long[] shape = [positions.shape[0], positions.shape[1], 1, _cosine.shape[2]];
        Tensor flat = positions.flatten();
        return new(_cosine.index_select(0, flat).view(shape), _signedSine.index_select(0, flat).view(shape)); // (B, T, 1, d)
    }

    public void Dispose()
    {
        _cosine.Dispose();
        _signedSine.Dispose();
    }

    /// <summary>cos and sin of the angles by which a block of positions turns.</summary>
    internal readonly record struct Rotation(Tensor Cosine, Tensor SignedSine)
    {
        /// <summary>Turns queries or keys, (B, T, H, d).</summary>
        public Tensor Apply(Tensor x) =>
            x * Cosine + x.roll(x.shape[3] / 2, 3) * SignedSine;
    }
}
