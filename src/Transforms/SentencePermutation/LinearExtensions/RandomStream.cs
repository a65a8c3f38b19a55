using System.Buffers.Binary;
using System.Numerics;

namespace ResearchML.Transforms;

/// <summary>A stream of random words that is the same on every machine; a copy goes on as the original does.</summary>
/// <param name="seed">The seed; streams of different seeds have nothing to do with each other.</param>
internal struct RandomStream(ulong seed)
{
    private ulong _drawn;

    /// <summary>64 fair bits.</summary>
    public ulong Next() => ComponentSeed.Mix(seed, _drawn++);

    /// <summary>A number in [0, <paramref name="bound"/>), each with the same probability: as many bits as the bound has, drawn again where they pass it.</summary>
    /// <param name="bound">At least 1.</param>
    public BigInteger Below(BigInteger bound)
    {
        int bits = (int)(bound - 1).GetBitLength();
        Span<byte> bytes = new byte[(bits + 63) / 64 * 8];
        while (true)
        {
            for (int b = 0; b < bytes.Length; b += 8)
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[b..], Next());
            BigInteger number = new BigInteger(bytes, isUnsigned: true) & ((BigInteger.One << bits) - 1);
            if (number < bound)
                return number;
        }
    }

    /// <summary>As <see cref="Below(BigInteger)"/>.</summary>
    /// <param name="bound">At least 1.</param>
    public int Below(int bound) => (int)Below((BigInteger)bound);

    /// <summary>Puts items into one of their orders, each with the same probability (Fisher and Yates).</summary>
    /// <param name="items">The items.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
