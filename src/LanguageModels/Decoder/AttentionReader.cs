namespace ResearchML.LanguageModels;

/// <summary>Sees the attention weights of a forward pass as they are computed, a block of queries at a time: <see cref="Decoder.ReadAttention"/>.</summary>
public abstract class AttentionReader
{
    /// <summary>Whether a layer's weights are asked for. The pass ends at the last layer that answers yes.</summary>
    /// <param name="layer">From 0.</param>
    public abstract bool Reads(int layer);

    /// <summary>Looks at a block of weights. Blocks come layer by layer, and within a layer from the first query to the last.</summary>
    /// <param name="layer">From 0.</param>
    /// <param name="block">The weights, which are freed when the call returns. What is computed from them is freed too, unless it is moved or detached from the dispose scope.</param>
    public abstract void Read(int layer, AttentionBlock block);
}
