namespace ResearchML.Transforms;

/// <summary>The numbers V of <see cref="ExtensionTable"/> modulo a prime, for every state and j.</summary>
internal sealed class ExtensionResidues
{
    private readonly PrimeField _field;
    private readonly int[] _first;
    private readonly ulong[] _values; // V(0), V(1), ... of one state after another
    private readonly ulong _one;

    /// <param name="states">States, all expanded.</param>
    /// <param name="smallFirst">Their order by size.</param>
    /// <param name="field">Arithmetic modulo the prime.</param>
    /// <param name="cancellation">Ends it.</param>
    public ExtensionResidues(ExtensionStates states, int[] smallFirst, PrimeField field, CancellationToken cancellation)
    {
        _field = field;
        _one = field.From(1);
        _first = new int[states.Count + 1];
        for (int s = 0; s < states.Count; s++)
            _first[s + 1] = _first[s] + states.Frees(s) + 1;
        _values = new ulong[_first[^1]];
        ulong[] numbers = new ulong[states.Elements + 1], inverses = new ulong[states.Elements + 1];
        cancellation.ThrowIfCancellationRequested();
        for (int i = 1; i <= states.Elements; i++)
        {
            numbers[i] = field.From(i);
            inverses[i] = i == 1 ? numbers[1] : field.Multiply(field.From(field.Prime - field.Prime / i), inverses[(int)(field.Prime % i)]); // p = ⌊p/i⌋·i + p mod i
        }

        foreach (int state in smallFirst)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<ulong> values = Values(state);
            for (ReadOnlySpan<int> branches = states.Branches(state); branches.Length > 0; branches = branches[(2 + branches[1])..])
            {
                ReadOnlySpan<int> parts = branches.Slice(2, branches[1]);
                ReadOnlySpan<ulong> after = Together(parts);
                Span<ulong> sums = values[(values.Length - after.Length)..]; // |B| is how many fewer are free
                for (int j = 0; j < after.Length; j++)
                    sums[j] = field.Add(sums[j], after[j]);
            }

            for (int j = values.Length - 1; j >= 0; j--) // (2)
            {
                ulong sum = j + 1 < values.Length ? field.Add(values[j], field.Multiply(numbers[j + 1], values[j + 1])) : values[j];
                values[j] = field.Multiply(sum, inverses[states.Size(state) - j]);
            }
        }
    }

    /// <summary>(3) and (4): V(0), V(1), ... of parts, and of any single elements beside them.</summary>
    public ReadOnlySpan<ulong> Together(ReadOnlySpan<int> parts)
    {
        if (parts.Length == 0)
            return new ReadOnlySpan<ulong>(in _one);
        ReadOnlySpan<ulong> all = Values(parts[0]);
        foreach (int part in parts[1..])
        {
            ReadOnlySpan<ulong> more = Values(part);
            ulong[] product = new ulong[all.Length + more.Length - 1];
            for (int i = 0; i < all.Length; i++)
            {
                for (int k = 0; k < more.Length; k++)
                    product[i + k] = _field.Add(product[i + k], _field.Multiply(all[i], more[k]));
            }

            all = product;
        }

        return all;
    }

    private Span<ulong> Values(int state) => _values.AsSpan(_first[state].._first[state + 1]);
}
