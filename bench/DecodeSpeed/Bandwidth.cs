using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace DecodeSpeed;

/// <summary>How fast this machine reads some tensors from end to end, on all cores, with nothing else to do: what decoding is measured against.</summary>
/// <remarks>It reads the weights themselves: on a virtual machine one stretch of memory may be many times slower than another.</remarks>
internal sealed class Bandwidth
{
    private const long PieceBytes = 1 << 20;

    private readonly (nint Address, long Bytes)[] _pieces;

    public Bandwidth(IEnumerable<Tensor> tensors) => _pieces = [.. tensors.SelectMany(Pieces)];

    /// <summary>Bytes of one pass.</summary>
    public long Bytes => _pieces.Sum(piece => piece.Bytes);

    /// <summary>Seconds of one pass.</summary>
    public double Measure()
    {
        int threads = get_num_threads(), next = 0;
        float sum = 0;
        long start = Stopwatch.GetTimestamp();
        Parallel.For(0, threads, _ =>
        {
            for (int i = Interlocked.Increment(ref next) - 1; i < _pieces.Length; i = Interlocked.Increment(ref next) - 1)
                sum += Sum(_pieces[i].Address, _pieces[i].Bytes);
        });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        GC.KeepAlive(sum);
        return seconds;
    }

    private static IEnumerable<(nint, long)> Pieces(Tensor tensor)
    {
        nint address = Address(tensor);
        long bytes = tensor.numel() * tensor.element_size();
        for (long first = 0; first < bytes; first += PieceBytes)
            yield return ((nint)(address + first), Math.Min(PieceBytes, bytes - first));
    }

    private static unsafe nint Address(Tensor tensor) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    private static unsafe float Sum(nint address, long bytes)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        for (float* p = (float*)address, end = (float*)(address + bytes) - 63; p < end; p += 64)
        {
            a += Vector512.Load(p);
            b += Vector512.Load(p + 16);
            c += Vector512.Load(p + 32);
            d += Vector512.Load(p + 48);
        }
        return Vector512.Sum(a + b + (c + d));
    }
}
