using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A linear map as it lies in memory: weights, (out, in), and a bias where it has one.</summary>
internal sealed class StoredMatrix
{
    private const int CacheLine = 16; // numbers

    [ThreadStatic]
    private static float[]? _aligned;

    private readonly StoredNumbers _weights;
    private readonly float[]? _bias;

    /// <param name="weight">(out, in), contiguous; it must outlive this.</param>
    /// <param name="bias">(out), or <see langword="null"/>.</param>
    public StoredMatrix(Tensor weight, Tensor? bias)
    {
        (_weights, Outputs, Inputs, Bytes) = (new StoredNumbers(weight), (int)weight.shape[0], (int)weight.shape[1], weight.numel() * weight.element_size());
        if (bias is not null)
            new StoredNumbers(bias).Load(0, _bias = new float[Outputs]);
    }

    public int Inputs { get; }

    public int Outputs { get; }

    public long Bytes { get; }

    /// <summary>Products of the same rows with several maps, shared out to the threads as one piece of work.</summary>
    /// <param name="x">(rows, in)</param>
    /// <param name="rows">Rows of x and of each y.</param>
    /// <param name="maps">Maps of one input width, each with its y, (rows, out).</param>
    public static unsafe void Multiply(float[] x, int rows, params (StoredMatrix Map, float[] Y)[] maps)
    {
        long bytes = 0;
        foreach ((StoredMatrix map, _) in maps)
            bytes += map.Bytes;
        float* vectors = Aligned(x.AsSpan(0, rows * maps[0].Map.Inputs));
        WorkSharing.Run(bytes, (share, shares) =>
        {
            foreach ((StoredMatrix map, float[] y) in maps)
            {
                int inputs = map.Inputs, outputs = map.Outputs;
                // One row of W after the other, each for all x while it is in the cache: memory is read from end to end.
                for (int n = (int)((long)outputs * share / shares), last = (int)((long)outputs * (share + 1) / shares); n < last; n++)
                {
                    for (int r = 0; r < rows; r++)
                        y[r * outputs + n] = map._weights.Dot((long)n * inputs, vectors + r * inputs, inputs) + (map._bias is null ? 0 : map._bias[n]);
                }
            }
        });
    }

    // A copy that begins where a cache line does: loads across two lines cost a tenth of the speed. It is the calling thread's own.
    private static unsafe float* Aligned(ReadOnlySpan<float> x)
    {
        if (_aligned is null || _aligned.Length < x.Length + CacheLine)
            _aligned = GC.AllocateUninitializedArray<float>(x.Length + CacheLine, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_aligned, 0), bytes = CacheLine * sizeof(float);
        float* first = (float*)((address + bytes - 1) / bytes * bytes);
        x.CopyTo(new Span<float>(first, x.Length));
        return first;
    }
}
