namespace ResearchML.Transforms;

/// <summary>The numbers of a generated item.</summary>
/// <param name="seed">Of the item: the same numbers for the same seed.</param>
internal sealed class ItemDraws(ulong seed)
{
    private ulong _drawn;

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Between(int least, int most) => least + (int)(ComponentSeed.Mix(seed, _drawn++) % (ulong)(most - least + 1));

    /// <summary>One of some values.</summary>
    public T Of<T>(params ReadOnlySpan<T> values) => values[Between(0, values.Length - 1)];
}
