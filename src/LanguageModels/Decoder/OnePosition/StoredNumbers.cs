using System.Runtime.Intrinsics;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A CPU tensor's numbers as they lie in memory, float32 or BF16; sums over them are float32.</summary>
internal readonly unsafe struct StoredNumbers
{
    private readonly nint _address;
    private readonly bool _isBFloat16;

    /// <param name="tensor">On the CPU, float32 or BF16, not empty; of any strides. It must outlive this.</param>
    public StoredNumbers(Tensor tensor) => (_address, _isBFloat16) = (TensorAddress.Of(tensor), tensor.dtype == ScalarType.BFloat16);

    /// <summary>Σᵢ x[i] · w[i] of the w that begin so many elements from the first.</summary>
    public float Dot(long offset, float* x, long length) =>
        _isBFloat16 ? Dot((ushort*)_address + offset, x, length) : Dot((float*)_address + offset, x, length);

    /// <summary>y[i] += p · w[i] of the w that begin so many elements from the first.</summary>
    public void AddTo(float* y, float p, long offset, long length)
    {
        if (_isBFloat16)
            Add((ushort*)_address + offset, p, y, length);
        else
            Add((float*)_address + offset, p, y, length);
    }

    /// <summary>Writes numbers from so many elements from the first on, rounded to the nearest where they are BF16.</summary>
    public void Store(long offset, ReadOnlySpan<float> x)
    {
        if (!_isBFloat16)
        {
            x.CopyTo(new Span<float>((float*)_address + offset, x.Length));
            return;
        }
        for (int i = 0; i < x.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(x[i]);
            ((ushort*)_address)[offset + i] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16); // half-way cases to even
        }
    }

    /// <summary>Copies numbers from so many elements from the first on.</summary>
    public void Load(long offset, Span<float> x)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] = _isBFloat16 ? Single(((ushort*)_address)[offset + i]) : ((float*)_address)[offset + i];
    }

    private static float Dot(float* w, float* x, long length)
    {
        // Four sums side by side hide the latency of the additions.
        Vector512<float> a = default, b = default, c = default, d = default;
        long i = 0;
        for (; i <= length - 64; i += 64)
        {
            a = Vector512.FusedMultiplyAdd(Vector512.Load(w + i), Vector512.Load(x + i), a);
            b = Vector512.FusedMultiplyAdd(Vector512.Load(w + i + 16), Vector512.Load(x + i + 16), b);
            c = Vector512.FusedMultiplyAdd(Vector512.Load(w + i + 32), Vector512.Load(x + i + 32), c);
            d = Vector512.FusedMultiplyAdd(Vector512.Load(w + i + 48), Vector512.Load(x + i + 48), d);
        }
        float sum = Vector512.Sum(a + b + (c + d));
        for (; i < length; i++)
            sum += w[i] * x[i];
        return sum;
    }

    private static float Dot(ushort* w, float* x, long length)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        long i = 0;
        for (; i <= length - 64; i += 64)
        {
            Vector512<ushort> near = Vector512.Load(w + i), far = Vector512.Load(w + i + 32);
            a = Vector512.FusedMultiplyAdd(Lower(near), Vector512.Load(x + i), a);
            b = Vector512.FusedMultiplyAdd(Upper(near), Vector512.Load(x + i + 16), b);
            c = Vector512.FusedMultiplyAdd(Lower(far), Vector512.Load(x + i + 32), c);
            d = Vector512.FusedMultiplyAdd(Upper(far), Vector512.Load(x + i + 48), d);
        }
        float sum = Vector512.Sum(a + b + (c + d));
        for (; i < length; i++)
            sum += Single(w[i]) * x[i];
        return sum;
    }

    private static void Add(float* w, float p, float* y, long length)
    {
        Vector512<float> weight = Vector512.Create(p);
        long i = 0;
        for (; i <= length - 16; i += 16)
            Vector512.FusedMultiplyAdd(Vector512.Load(w + i), weight, Vector512.Load(y + i)).Store(y + i);
        for (; i < length; i++)
            y[i] += p * w[i];
    }

    private static void Add(ushort* w, float p, float* y, long length)
    {
        Vector512<float> weight = Vector512.Create(p);
        long i = 0;
        for (; i <= length - 32; i += 32)
        {
            Vector512<ushort> v = Vector512.Load(w + i);
            Vector512.FusedMultiplyAdd(Lower(v), weight, Vector512.Load(y + i)).Store(y + i);
            Vector512.FusedMultiplyAdd(Upper(v), weight, Vector512.Load(y + i + 16)).Store(y + i + 16);
        }
        for (; i < length; i++)
            y[i] += p * Single(w[i]);
    }

    // BF16 is the upper half of a float32.
    private static float Single(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);

    private static Vector512<float> Lower(Vector512<ushort> w) => (Vector512.WidenLower(w) << 16).AsSingle();

    private static Vector512<float> Upper(Vector512<ushort> w) => (Vector512.WidenUpper(w) << 16).AsSingle();
}
