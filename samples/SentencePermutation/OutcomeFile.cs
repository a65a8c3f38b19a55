using System.Globalization;

namespace SentencePermutation;

/// <summary>Outcomes as CSV, a line each.</summary>
internal static class OutcomeFile
{
    /// <summary>The study that <c>bench/SentencePermutationStudy</c> wrote: five seeds.</summary>
    public static string Study => StudyFile.FiveSeeds;

    private const string Header = "seed,arm,tokens,final_bits_per_byte,best_bits_per_byte";

    public static void Write(string path, IEnumerable<Outcome> outcomes) => StudyFile.Write(path, Header, outcomes.Select(Line));

    /// <exception cref="InvalidDataException">It is no file of outcomes.</exception>
    public static IReadOnlyList<Outcome> Read(string path)
    {
        IReadOnlyList<Outcome> outcomes = StudyFile.Read(path, Header, Parse);
        return outcomes.DistinctBy(o => (o.Seed, o.Arm)).Count() == outcomes.Count ? outcomes : throw new InvalidDataException($"{path} has a seed and arm twice.");
    }

    private static string Line(Outcome o) => FormattableString.Invariant($"{o.Seed},{o.Arm},{o.Tokens},{o.Final:R},{o.Best:R}");

    private static Outcome Parse(string[] cells)
    {
        return new Outcome(
            int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1], long.Parse(cells[2], CultureInfo.InvariantCulture),
            double.Parse(cells[3], CultureInfo.InvariantCulture), double.Parse(cells[4], CultureInfo.InvariantCulture));
    }
}
