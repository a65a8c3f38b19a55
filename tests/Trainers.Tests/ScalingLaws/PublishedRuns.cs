using System.Globalization;

namespace ResearchML.Trainers.Tests;

/// <summary>The runs of three papers, from <c>shared/data/scaling</c>; or the test ends as inconclusive.</summary>
internal static class PublishedRuns
{
    /// <summary>Hoffmann et al. 2022, Figure 4, as digitised by Besiroglu et al. 2024: 245 runs.</summary>
    public static IReadOnlyList<RunRow> Chinchilla => [.. Read("chinchilla_points.csv").Select(r => new RunRow(r.Number("N"), r.Number("D"), r.Number("loss")))];

    /// <summary>Those without the five highest losses, as published fits take them.</summary>
    public static IReadOnlyList<RunRow> Chinchilla240 => [.. Chinchilla.OrderByDescending(r => r.Label).Skip(5)];

    /// <summary>Muennighoff et al. 2023: 307 runs, many of which repeat their data.</summary>
    public static IReadOnlyList<RunRow> DataConstrained(double mostEpochs = double.PositiveInfinity) =>
        [.. Read("data_constrained_runs.csv").Where(r => r.Number("epochs") <= mostEpochs).Select(r => new RunRow(r.Number("N"), r.Number("D"), r.Number("val_loss"), r.Number("unique_D")))];

    /// <summary>Gadre et al. 2024, loss on C4's validation text. N counts all parameters.</summary>
    /// <param name="dataset">"c4_original" (34 runs) or "rpj" (35).</param>
    public static IReadOnlyList<RunRow> Gadre(string dataset) =>
        [.. Read("gadre_overtrained.csv").Where(r => r["dataset"] == dataset).Select(Row)];

    public static RunRow GadreModel(string name, double multiplier) =>
        Row(Read("gadre_overtrained.csv").Single(r => r["dataset"] == "rpj" && r["name"].Contains(name, StringComparison.Ordinal) && r.Number("mult") == multiplier));

    /// <summary>By the names that the oracle's costs go under.</summary>
    public static IReadOnlyList<RunRow> Named(string set) => set switch
    {
        "chinchilla240" => Chinchilla240,
        "chinchilla245" => Chinchilla,
        "C4" => Gadre("c4_original"),
        "RPJ" => Gadre("rpj"),
        "C4_le41" => [.. Gadre("c4_original").Where(IsLow)],
        "RPJ_le41" => [.. Gadre("rpj").Where(IsLow)],
        "data_constrained_epochs_le1" => DataConstrained(1),
        "data_constrained_epochs_le4" => DataConstrained(4),
        "data_constrained_all" => DataConstrained(),
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "no such set"),
    };

    /// <summary>Below the split of the issue, D/N ≤ 41.</summary>
    public static bool IsLow(RunRow run) => run.Tokens <= 41 * run.Parameters;

    private static RunRow Row(Dictionary<string, string> r) => new(r.Number("N"), r.Number("D"), r.Number("loss_c4_val"));

    private static double Number(this Dictionary<string, string> row, string column) => double.Parse(row[column], CultureInfo.InvariantCulture);

    private static IEnumerable<Dictionary<string, string>> Read(string file)
    {
        string[] lines = File.ReadAllLines(SharedData.Require("data/scaling/" + file)), names = lines[0].Split(',');
        return lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(c => c.First, c => c.Second));
    }
}
