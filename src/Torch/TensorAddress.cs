using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace ResearchML.Torch;

/// <summary>Where a CPU tensor's first element lies.</summary>
internal static class TensorAddress
{
    /// <summary>Address of the first element; valid as long as the tensor is.</summary>
    /// <param name="tensor">On the CPU, with at least one element; of any strides.</param>
    public static nint Of(torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        // TorchSharp shows memory as a span, of contiguous tensors and up to 2 GB: of any other a view of one element will do.
        if (tensor.is_contiguous() && tensor.numel() * tensor.element_size() <= int.MaxValue)
            return Address(tensor.bytes);
        using torch.Tensor first = tensor.as_strided([1], [1], tensor.storage_offset());
        return Address(first.bytes);
    }

    private static unsafe nint Address(Span<byte> bytes) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
}
