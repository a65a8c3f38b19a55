using ResearchML.LanguageModels;
using static TorchSharp.torch;

/// <summary>What others do: T x T weights of every head are put together before anything is added up.</summary>
internal sealed class NaiveReader(int length) : AttentionReader
{
    private Tensor? _weights;

    public override bool Reads(int layer) => true;

    public override void Read(int layer, AttentionBlock block)
    {
        long queries = block.Weights.shape[2], keys = block.Weights.shape[3];
        if (block.FirstQuery == 0)
            _weights = zeros([block.Weights.shape[0], block.Weights.shape[1], length, length], device: block.Weights.device).DetachFromDisposeScope();
        _weights!.narrow(2, block.FirstQuery, queries).narrow(3, block.FirstKey, keys).copy_(block.Weights);
        if (block.FirstQuery + queries < length)
            return;
        _weights.mean([1]).sum(dim: 2).Dispose();
        _weights.Dispose();
    }
}
