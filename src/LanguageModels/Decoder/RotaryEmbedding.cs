using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Rotary positions: feature pair i of a head turns by the angle p·θ^(-2i/d) at position p.</summary>
/// <remarks>
/// Su et al. 2021, arXiv:2104.09864, equation 34. The pairs are (i, i + d/2), as in Hugging Face's <c>llama</c>, not
/// (2i, 2i + 1) as in the paper: the weights of a checkpoint decide. Only differences of positions matter to attention.
/// The angles are made anew for each forward pass, once for all layers: a table would take memory for every position that a
/// config allows, and a hostile one allows billions.
/// </remarks>
internal sealed class RotaryEmbedding : IDisposable
{
    // A plain tensor rather than a module's buffer, which would appear in the checkpoint. In float64: a float32 position
    // times frequency is off by 1e-4 at position 1,000.
    private readonly Tensor _frequency; // (d/2)

    public RotaryEmbedding(DecoderConfig config, Device device) =>
        _frequency = tensor(Frequencies(config), device: device).DetachFromDisposeScope();

    /// <summary>Radians per position of each feature pair, (d/2).</summary>
    public static double[] Frequencies(DecoderConfig config)
    {
        int width = config.EffectiveHeadWidth;
        var frequency = new double[width / 2];
        for (int i = 0; i < frequency.Length; i++)
        {
            frequency[i] = Math.Pow(config.RopeTheta, -2.0 * i / width); // (34)
            frequency[i] = config.RopeScaling?.Scale(frequency[i]) ?? frequency[i];
        }
        return frequency;
    }

    /// <summary>The turn of positions, (T) or (B, T).</summary>
    public Rotation At(Tensor positions)
    {
        Tensor angle = (positions.to(ScalarType.Float64).unsqueeze(-1) * _frequency).unsqueeze(-2); // (…, T, 1, d/2)
        Tensor cosine = angle.cos().to(ScalarType.Float32), sine = angle.sin().to(ScalarType.Float32);
        return new(cat([cosine, cosine], -1), cat([-sine, sine], -1)); // (…, T, 1, d)
    }

    public void Dispose() => _frequency.Dispose();

    /// <summary>cos and sin of the angles by which a block of positions turns; sin is negated in the first half.</summary>
    internal sealed record Rotation(Tensor Cosine, Tensor SignedSine)
    {
        /// <summary>Turns queries or keys, (B, T, H, d).</summary>
        public Tensor Apply(Tensor x) =>
            (x * Cosine).add(x.roll(x.shape[3] / 2, 3) * SignedSine, Constants.One);
    }
}
