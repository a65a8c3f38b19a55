using System.Runtime.CompilerServices;

namespace ResearchML.Statistics;

/// <summary>What counts must be.</summary>
internal static class Counts
{
    /// <summary>0 ≤ part ≤ whole.</summary>
    public static void RequireWithin(
        int part, int whole, [CallerArgumentExpression(nameof(part))] string partName = "", [CallerArgumentExpression(nameof(whole))] string wholeName = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(whole, wholeName);
        if (part < 0 || part > whole)
            throw new ArgumentOutOfRangeException(partName, part, FormattableString.Invariant($"'{partName}' must be from 0 to '{wholeName}', which is {whole}, but is {part}."));
    }

    /// <summary>Two lists go together, entry by entry.</summary>
    public static void RequireEqual(
        int count, int other, [CallerArgumentExpression(nameof(count))] string name = "", [CallerArgumentExpression(nameof(other))] string otherName = "")
    {
        if (count != other)
            throw new ArgumentException(FormattableString.Invariant($"{name} and {otherName} must be equal, but are {count} and {other}."), otherName.Split('.')[0]);
    }
}
