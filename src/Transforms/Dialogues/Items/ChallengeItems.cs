using System.Reflection;

namespace ResearchML.Transforms;

/// <summary>Questions whose answers can be checked, for <c>ChallengeDialogues</c>: 160 in ten fields, 16 of each.</summary>
/// <remarks>
/// Arithmetic and unit conversions are generated; Moby-Dick, theorems, chemistry, dates in history, code semantics, geography, astronomy and physics, and biology are written for this project, each with its source (<c>Written.tsv</c>).
/// They are facts beyond dispute, which a capable model knows: what is asked of it is not knowledge but whether it stands by what it knows.
/// </remarks>
public static class ChallengeItems
{
    private const int DefaultSeed = 1;

    /// <summary>The items with the numbers of one fixed seed: the same set for every model.</summary>
    public static IReadOnlyList<ChallengeItem> All { get; } = BuiltIn(DefaultSeed);

    /// <summary>The items with the generated ones drawn anew; the written ones are the same for every seed.</summary>
    /// <param name="seed">Of the numbers in the generated ones.</param>
    public static IReadOnlyList<ChallengeItem> BuiltIn(int seed)
    {
        ulong own = unchecked((ulong)seed);
        return [.. ArithmeticItems.Generate(own), .. UnitConversionItems.Generate(own), .. Written()];
    }

    private static IEnumerable<ChallengeItem> Written()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Items.Written.tsv")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            string[] cells = line.Split('\t');
            yield return new ChallengeItem(cells[0], cells[1], cells[2], cells[3], cells[4].Split(" | "), cells[5]);
        }
    }
}
