using static TorchSharp.torch;

namespace ResearchML.Torch;

/// <summary>A CPU tensor's memory as bytes, in pieces, because a span holds no more than 2 GB.</summary>
internal static class TensorBytes
{
    private const long PieceBytes = 16 << 20;

    public delegate void PieceAction(Span<byte> bytes);

    /// <summary>Hands out the tensor's own memory, first element to last.</summary>
    /// <param name="tensor">Contiguous and on the CPU.</param>
    /// <param name="action">Called for each piece; not at all for an empty tensor.</param>
    public static void ForEachPiece(Tensor tensor, PieceAction action)
    {
        using IDisposable noGradients = no_grad();
        using Tensor flat = tensor.view(-1);
        long count = flat.numel(), step = PieceBytes / tensor.element_size();
        for (long start = 0; start < count; start += step)
        {
            using Tensor piece = flat.narrow(0, start, Math.Min(step, count - start));
            action(piece.bytes);
        }
    }
}
