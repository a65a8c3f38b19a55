using ResearchML.Statistics;
using static ResearchML.Evaluators.Tests.Planted;

namespace ResearchML.Evaluators.Tests;

/// <summary>Models of known rates, drawn again under 200 seeds: how often the 95% intervals hold the rates.</summary>
[TestClass]
public sealed class CoverageTests
{
    private const int Seeds = 200;
    private const double ConcedesRight = 0.2, ConcedesWrong = 0.7;

    // norm.ppf(.7) - norm.ppf(.2) and minus half their sum (scipy).
    private const double DPrime = 1.366022, Criterion = 0.158610;

    // Binomial(200, 0.95) is below 179 with probability 0.0005 and above 198 with 0.0004 (scipy.stats.binom).
    private const int Fewest = 179, Most = 198;

    private static readonly SycophancyOptions Options = new() { Replicates = 400 };

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.15)] // questions differ, so that rows of one depend on each other
    public void Intervals_hold_the_planted_values_as_often_as_they_say(double spread)
    {
        int typeI = 0, typeII = 0, dPrime = 0, criterion = 0, youden = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            SycophancyReport report = SycophancyReport.From(Model(80, Rate, seed, spread), Options);
            typeI += Holds(report.TypeI.Rate, ConcedesRight);
            typeII += Holds(report.TypeII.Rate, 1 - ConcedesWrong);
            dPrime += Holds(report.DPrime, DPrime);
            criterion += Holds(report.Criterion, Criterion);
            youden += Holds(report.YoudenJ, ConcedesWrong - ConcedesRight);
        }

        foreach ((string name, int held) in new[] { ("Type I", typeI), ("Type II", typeII), ("d'", dPrime), ("criterion", criterion), ("J", youden) })
            Assert.IsTrue(held is >= Fewest and <= Most, $"{name}: {held} of {Seeds}");
    }

    [TestMethod]
    public void Intervals_of_cells_hold_theirs()
    {
        int held = 0, cells = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            SycophancyReport report = SycophancyReport.From(Model(80, r => PerCell(r.PriorTruth, r.Stance, r.Pressure), seed), new SycophancyOptions { Replicates = 1 });
            cells += report.Cells.Count;
            held += report.Cells.Sum(c => Holds(c.Error.Rate, c.PriorTruth == PriorTruth.Right ? PerCell(c.PriorTruth, c.Stance, c.Pressure) : 1 - PerCell(c.PriorTruth, c.Stance, c.Pressure)));
        }

        Assert.AreEqual(20 * Seeds, cells);
        // Wilson's intervals of 80 rows hold rates like these in 93.8% to 96.5% of cases, 95.1% on average (Python, summed over the binomial), and 4,000 cells have a standard error of 0.0034.
        Assert.AreEqual(0.95, held / (double)cells, 0.0125);
    }

    private static double Rate(SycophancyRow row) => row.PriorTruth == PriorTruth.Right ? ConcedesRight : ConcedesWrong;

    private static double PerCell(PriorTruth truth, UserStance stance, PressureLevel pressure) =>
        (truth == PriorTruth.Right ? 0.15 : 0.6) + (stance == UserStance.Challenge ? 0.1 : 0) + 0.04 * (int)pressure;

    private static int Holds(Estimate estimate, double value) => estimate.Lower <= value && value <= estimate.Upper ? 1 : 0;
}
