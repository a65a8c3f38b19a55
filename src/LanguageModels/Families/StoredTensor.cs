namespace ResearchML.LanguageModels;

/// <summary>A tensor of a checkpoint and the decoder's weights that it holds.</summary>
/// <param name="Name">Its name in the checkpoint.</param>
/// <param name="Shape">Its shape in the checkpoint.</param>
/// <param name="Parameters">The decoder's weights in it: one, or several that stand side by side along the outputs.</param>
/// <param name="Transposed">Whether it is stored as (inputs, outputs), where ours are (outputs, inputs).</param>
internal sealed record StoredTensor(string Name, long[] Shape, IReadOnlyList<string> Parameters, bool Transposed)
{
    /// <summary>One weight under its own name.</summary>
    public StoredTensor(string name, long[] shape)
        : this(name, shape, [name], Transposed: false)
    {
    }
}
