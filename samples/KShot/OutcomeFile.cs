using System.Globalization;

namespace KShot;

/// <summary>Outcomes as CSV, a line each.</summary>
internal static class OutcomeFile
{
    /// <summary>The study that <c>bench/KShotStudy</c> wrote: five seeds.</summary>
    public static string Study => StudyFile.FiveSeeds;

    private static string Header { get; } = "data,seed,moment,trained_for,read_for,step,held_out_loss," + string.Join(',', Reading.Shots.Select(k => $"pass@{k}"));

    public static void Write(string path, IEnumerable<Outcome> outcomes) => StudyFile.Write(path, Header, outcomes.Select(Line));

    /// <exception cref="InvalidDataException">It is no file of outcomes.</exception>
    public static IReadOnlyList<Outcome> Read(string path) => StudyFile.Read(path, Header, Parse);

    private static string Line(Outcome outcome)
    {
        Reading r = outcome.Reading;
        return string.Create(CultureInfo.InvariantCulture, $"{outcome.Data},{outcome.Seed},{outcome.Moment},{r.TrainedFor},{r.ReadFor},{r.Step},{r.HeldOutLoss:R},{string.Join(',', r.PassAt.Select(p => p.ToString("R", CultureInfo.InvariantCulture)))}");
    }

    private static Outcome Parse(string[] cells)
    {
        int Whole(int column) => int.Parse(cells[column], CultureInfo.InvariantCulture);
        double[] numbers = [.. cells.Skip(6).Select(c => double.Parse(c, CultureInfo.InvariantCulture))];
        return new Outcome(Enum.Parse<DataKind>(cells[0]), Whole(1), Enum.Parse<Moment>(cells[2]), new Reading(Whole(5), Whole(3), Whole(4), numbers[0], numbers[1..]));
    }
}
