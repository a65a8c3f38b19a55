using System.Globalization;

namespace TokenObjectives;

/// <summary>Results as CSV, a line each.</summary>
internal static class ResultFile
{
    /// <summary>The study that <c>bench/TokenObjectivesStudy</c> wrote: five seeds.</summary>
    public static string Study => StudyFile.FiveSeeds;

    private const string Header = "budget,seed,objective,tokens,seconds,bits_per_byte,calibrated_bits_per_byte,pass@8,shot_loss";

    public static void Write(string path, IEnumerable<Result> results) => StudyFile.Write(path, Header, results.Select(Line));

    /// <exception cref="InvalidDataException">It is no file of results.</exception>
    public static IReadOnlyList<Result> Read(string path) => StudyFile.Read(path, Header, Parse);

    private static string Line(Result r) => FormattableString.Invariant(
        $"{r.Budget},{r.Seed},{r.Objective},{r.Tokens},{r.Seconds:f2},{r.BitsPerByte:R},{r.CalibratedBitsPerByte:R},{r.PassAt8:R},{r.ShotLoss:R}");

    private static Result Parse(string[] cells)
    {
        double Number(int column) => double.Parse(cells[column], CultureInfo.InvariantCulture);
        return new Result(
            Enum.Parse<BudgetKind>(cells[0]), int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2], long.Parse(cells[3], CultureInfo.InvariantCulture), Number(4), Number(5), Number(6), Number(7), Number(8));
    }
}
