using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class CalibrationErrorTests
{
    private static readonly double[] Confidences = [.05, .15, .15, .33, .48, .52, .67, .71, .88, .93, .99, 1, 0, .61];
    private static readonly bool[] Correct = [false, false, true, false, true, false, true, true, true, true, false, true, false, true];

    // numpy 1.24: for m: s = (conf > m/M) & (conf <= (m+1)/M) (and conf == 0 for m = 0); sum of s.mean()*abs(cor[s].mean() - conf[s].mean()).
    [TestMethod]
    [DataRow(10, 0.2978571428571428)]
    [DataRow(15, 0.2335714285714286)]
    [DataRow(1, 0.03785714285714281)]
    public void It_is_Guos(int bins, double expected) => Assert.AreEqual(expected, CalibrationError.Expected(Confidences, Correct, bins), 1e-14);

    // (0.2, 0.4]: of 0.3 and 0.4 one is right, |0.5 - 0.35|·2/3; (0.8, 1]: of 0.9 none, 0.9/3.
    [TestMethod]
    public void By_hand() => Assert.AreEqual(0.1 + 0.3, CalibrationError.Expected([0.3, 0.4, 0.9], [true, false, false], bins: 5), 1e-15);

    [TestMethod]
    [DataRow(0.0, 0)]
    [DataRow(0.05, 0)]
    [DataRow(0.1, 0)]
    [DataRow(0.1001, 1)]
    [DataRow(0.100001, 1)]
    [DataRow(0.3, 2)]
    [DataRow(0.7, 6)]
    [DataRow(0.8, 7)]
    [DataRow(0.9, 8)]
    [DataRow(0.95, 9)]
    [DataRow(1.0, 9)]
    public void An_edge_belongs_to_the_bin_below_in_Single_too(double confidence, int bin)
    {
        foreach (double stated in (double[])[confidence, (float)confidence])
        {
            var bins = CalibrationError.Bins([stated], [true]);
            Assert.AreEqual(bin, bins.Single(b => b.Count == 1) is var found ? bins.ToList().IndexOf(found) : -1);
        }
    }

    [TestMethod]
    public void Every_edge_of_every_number_of_bins_belongs_to_the_bin_below()
    {
        for (int bins = 1; bins <= 100; bins++)
        {
            for (int edge = 1; edge <= bins; edge++)
            {
                Assert.AreEqual(1, CalibrationError.Bins([edge / (double)bins], [true], bins)[edge - 1].Count);
                Assert.AreEqual(1, CalibrationError.Bins([(float)edge / bins], [true], bins)[edge - 1].Count);
            }
        }
    }

    [TestMethod]
    public void Bins_are_bars_of_a_reliability_diagram()
    {
        var bins = CalibrationError.Bins([0.3, 0.5, 0.9], [true, false, false], bins: 2);
        Assert.HasCount(2, bins);
        Assert.AreEqual(new CalibrationBin(0, 0.5, 2, 0.4, 0.5), bins[0]);
        Assert.AreEqual(new CalibrationBin(0.5, 1, 1, 0.9, 0), bins[1]);
        Assert.AreEqual(new CalibrationBin(0.5, 1, 0, double.NaN, double.NaN), CalibrationError.Bins([0.3], [true], bins: 2)[1]);
    }

    [TestMethod]
    public void Certainty_that_is_right_has_no_error_and_that_is_wrong_all()
    {
        Assert.AreEqual(0.0, CalibrationError.Expected([1, 1, 0], [true, true, false]));
        Assert.AreEqual(1.0, CalibrationError.Expected([1, 0], [false, true]));
    }

    [TestMethod]
    public void Without_answers_there_is_no_error() => Assert.AreEqual(double.NaN, CalibrationError.Expected([], []));

    [TestMethod]
    [DataRow(-0.01)]
    [DataRow(1.01)]
    [DataRow(70)]
    [DataRow(double.NaN)]
    public void A_confidence_lies_between_0_and_1(double confidence)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => CalibrationError.Expected([0.5, confidence], [true, true]));
        StringAssert.StartsWith(e.Message, FormattableString.Invariant($"A confidence lies in [0, 1], but number 1 is {confidence}."));
    }

    [TestMethod]
    public void Lists_and_bins_that_cannot_be_are_errors()
    {
        Assert.AreEqual("correct", Assert.ThrowsExactly<ArgumentException>(() => CalibrationError.Expected([0.5], [true, true])).ParamName);
        Assert.AreEqual("bins", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => CalibrationError.Expected([0.5], [true], bins: 0)).ParamName);
        Assert.ThrowsExactly<ArgumentNullException>(() => CalibrationError.Expected(null!, [true]));
        Assert.ThrowsExactly<ArgumentNullException>(() => CalibrationError.Expected([0.5], null!));
    }
}
