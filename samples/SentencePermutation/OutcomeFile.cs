using System.Globalization;

namespace SentencePermutation;

/// <summary>Outcomes as CSV, a line each.</summary>
internal static class OutcomeFile
{
    /// <summary>The study that <c>bench/SentencePermutationStudy</c> wrote: five seeds.</summary>
    public static string Study { get; } = Path.Combine(AppContext.BaseDirectory, "five-seeds.csv");

    private const string Header = "seed,arm,tokens,final_bits_per_byte,best_bits_per_byte";

    public static void Write(string path, IEnumerable<Outcome> outcomes) => WholeFile.Write(path, temporary => File.WriteAllLines(temporary, outcomes.Select(Line).Prepend(Header)));

    /// <exception cref="InvalidDataException">It is no file of outcomes.</exception>
    public static IReadOnlyList<Outcome> Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
            throw new InvalidDataException($"{path} does not begin with '{Header}'.");
        Outcome[] outcomes = [.. lines.Skip(1).Select(Parse)];
        return outcomes.DistinctBy(o => (o.Seed, o.Arm)).Count() == outcomes.Length ? outcomes : throw new InvalidDataException($"{path} has a seed and arm twice.");
    }

    private static string Line(Outcome o) => FormattableString.Invariant($"{o.Seed},{o.Arm},{o.Tokens},{o.Final:R},{o.Best:R}");

    private static Outcome Parse(string line)
    {
        string[] cells = line.Split(',');
        return new Outcome(
            int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1], long.Parse(cells[2], CultureInfo.InvariantCulture),
            double.Parse(cells[3], CultureInfo.InvariantCulture), double.Parse(cells[4], CultureInfo.InvariantCulture));
    }
}
