using System.Numerics;

namespace ResearchML.Transforms;

/// <summary>Arithmetic modulo an odd prime p &lt; 2^63. Residues x are kept as x·2^64 mod p, which takes no division (Montgomery 1985, "Modular multiplication without trial division").</summary>
internal sealed class PrimeField
{
    private static readonly Dictionary<int, List<PrimeField>> Largest = []; // below 2^bits
    private static readonly BigInteger[] Witnesses = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]; // enough below 2^64: Sorenson and Webster 2015

    private readonly ulong _prime, _inverse, _square; // p; 1/p mod 2^64; 2^128 mod p

    private PrimeField(ulong prime)
    {
        _prime = prime;
        _inverse = prime; // right in 3 bits, and in twice as many with each of Newton's steps
        for (int bits = 3; bits < 64; bits *= 2)
            _inverse *= 2 - prime * _inverse;
        _square = (ulong)((BigInteger.One << 128) % prime);
    }

    /// <summary>p.</summary>
    public BigInteger Prime => _prime;

    /// <summary>The fields of the largest primes below 2^<paramref name="bits"/>, of a product that is larger than a number.</summary>
    public static PrimeField[] PastProduct(BigInteger number, int bits)
    {
        var fields = new List<PrimeField>();
        lock (Largest)
        {
            if (!Largest.TryGetValue(bits, out List<PrimeField>? largest))
                Largest.Add(bits, largest = []);
            for (BigInteger product = 1; product <= number; product *= fields[^1].Prime)
            {
                if (fields.Count == largest.Count)
                    largest.Add(new PrimeField(PrimeBelow(largest.Count > 0 ? largest[^1]._prime : 1UL << bits)));
                fields.Add(largest[fields.Count]);
            }
        }

        return [.. fields];
    }

    public ulong From(BigInteger number) => Multiply((ulong)(number % _prime), _square);

    public BigInteger ToNumber(ulong residue) => Multiply(residue, 1);

    /// <summary>The product of two residues, one of which may be any number of 64 bits that is one modulo p.</summary>
    public ulong Multiply(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return Reduce(high, low);
    }

    /// <summary>The residue of a sum of products of residues that is less than p·2^64.</summary>
    public ulong Reduce(UInt128 sum) => Reduce((ulong)(sum >> 64), (ulong)sum);

    private ulong Reduce(ulong high, ulong low)
    {
        ulong subtracted = Math.BigMul(low * _inverse, _prime, out _);
        return high >= subtracted ? high - subtracted : high - subtracted + _prime;
    }

    private static ulong PrimeBelow(ulong bound)
    {
        ulong candidate = bound % 2 == 0 ? bound - 1 : bound - 2;
        while (!Witnesses.All(w => IsStrongProbablePrime(candidate, w)))
            candidate -= 2;
        return candidate;
    }

    private static bool IsStrongProbablePrime(ulong odd, BigInteger witness)
    {
        int twos = BitOperations.TrailingZeroCount(odd - 1);
        BigInteger power = BigInteger.ModPow(witness, (odd - 1) >> twos, odd);
        if (power.IsOne)
            return true;
        for (int i = 0; i < twos; i++)
        {
            if (power == odd - 1)
                return true;
            power = power * power % odd;
        }

        return false;
    }
}
