using System.Numerics.Tensors;

namespace ResearchML.Transforms;

/// <summary>The numbers V of <see cref="ExtensionTable"/> modulo primes, for every state and j.</summary>
/// <remarks>Sums are not reduced: the primes leave room for 2n of a term (<see cref="BitsFor"/>).</remarks>
internal sealed class ExtensionResidues
{
    private readonly PrimeField[] _fields;
    private readonly int[] _first;
    private readonly ulong[] _values; // V(0) modulo each prime, V(1) modulo each, ... of one state after another
    private readonly ulong[] _ones, _inverses; // 1 modulo each prime; 1/1 modulo each, 1/2 modulo each, ..., behind zeros
    private ulong[] _product, _nextProduct;

    /// <param name="states">States, all expanded.</param>
    /// <param name="smallFirst">Their order by size.</param>
    /// <param name="fields">Arithmetic modulo each prime.</param>
    /// <param name="cancellation">Ends it.</param>
    public ExtensionResidues(ExtensionStates states, int[] smallFirst, PrimeField[] fields, CancellationToken cancellation)
    {
        _fields = fields;
        _ones = Array.ConvertAll(fields, f => f.From(1));
        _first = new int[states.Count + 1];
        for (int s = 0; s < states.Count; s++)
            _first[s + 1] = checked(_first[s] + (states.Frees(s) + 1) * fields.Length); // more than 2^31 are 17 GB: of tens of millions of states
        _values = new ulong[_first[^1]];
        (_product, _nextProduct) = (new ulong[(states.Elements + 1) * fields.Length], new ulong[(states.Elements + 1) * fields.Length]);
        _inverses = Inverses(states.Elements, cancellation);
        foreach (int state in smallFirst)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<ulong> values = _values.AsSpan(_first[state].._first[state + 1]);
            AddBranches(values, states.Branches(state));
            Divide(values, states.Size(state));
        }
    }

    /// <summary>Bits that a prime may have for a sum of twice as many residues as there are elements to fit 64.</summary>
    public static int BitsFor(int elements) => 63 - int.Log2(Math.Max(1, elements)) - 1;

    /// <summary>(3) and (4): V(0) modulo each prime, V(1) modulo each, ... of parts, and of any single elements beside them. Valid until the next call.</summary>
    public ReadOnlySpan<ulong> Together(ReadOnlySpan<int> parts)
    {
        if (parts.Length == 0)
            return _ones;
        ReadOnlySpan<ulong> all = Values(parts[0]);
        foreach (int part in parts[1..])
        {
            (_product, _nextProduct) = (_nextProduct, _product);
            all = Multiply(all, Values(part), _product);
        }

        return all;
    }

    /// <summary>The last sum of (2), for every j.</summary>
    private void AddBranches(Span<ulong> values, ReadOnlySpan<int> branches)
    {
        for (; branches.Length > 0; branches = branches[(2 + branches[1])..])
        {
            ReadOnlySpan<ulong> after = Together(branches.Slice(2, branches[1]));
            Span<ulong> sums = values[(values.Length - after.Length)..]; // |B| is how many fewer are free
            TensorPrimitives.Add(sums, after, sums);
        }
    }

    /// <summary>The rest of (2).</summary>
    private void Divide(Span<ulong> values, int size)
    {
        PrimeField[] fields = _fields;
        int most = values.Length / fields.Length - 1;
        for (int j = most; j >= 0; j--)
        {
            for (int f = 0; f < fields.Length; f++)
            {
                int at = j * fields.Length + f;
                ulong sum = j < most ? values[at] + (ulong)(j + 1) * values[at + fields.Length] : values[at];
                values[at] = fields[f].Multiply(sum, _inverses[(size - j) * fields.Length + f]);
            }
        }
    }

    /// <summary>(3) for two.</summary>
    private ReadOnlySpan<ulong> Multiply(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> product)
    {
        int primes = _fields.Length, lefts = left.Length / primes, rights = right.Length / primes;
        for (int j = 0; j < lefts + rights - 1; j++)
        {
            for (int f = 0; f < primes; f++)
            {
                UInt128 sum = UInt128.Zero;
                for (int i = Math.Max(0, j - rights + 1); i <= Math.Min(j, lefts - 1); i++)
                    sum += Math.BigMul(left[i * primes + f], right[(j - i) * primes + f]);
                product[j * primes + f] = _fields[f].Reduce(sum);
            }
        }

        return product[..((lefts + rights - 1) * primes)];
    }

    /// <summary>The inverses of the first numbers, by p = ⌊p/i⌋·i + p mod i.</summary>
    private ulong[] Inverses(int count, CancellationToken cancellation)
    {
        int primes = _fields.Length;
        ulong[] inverses = new ulong[(count + 1) * primes];
        for (int f = 0; f < primes && count > 0; f++)
        {
            cancellation.ThrowIfCancellationRequested();
            PrimeField field = _fields[f];
            inverses[primes + f] = _ones[f];
            for (int i = 2; i <= count; i++)
                inverses[i * primes + f] = field.Multiply(field.From(field.Prime - field.Prime / i), inverses[(int)(field.Prime % i) * primes + f]);
        }

        return inverses;
    }

    private ReadOnlySpan<ulong> Values(int state) => _values.AsSpan(_first[state].._first[state + 1]);
}
