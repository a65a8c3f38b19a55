using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class SignalDetectionTests
{
    // scipy 1.10: z = scipy.stats.norm.ppf; H = (h + .5)/(s + 1), F = (f + .5)/(n + 1); z(H) - z(F) and -(z(H) + z(F))/2.
    [TestMethod]
    [DataRow(45, 50, 10, 50, 2.0588724238794884, -0.20864412360736373)]
    [DataRow(3, 7, 1, 5, 0.517179065585911, 0.4159002174031262)]
    [DataRow(50, 50, 0, 50, 4.667537149614278, 0)]
    [DataRow(20, 20, 40, 40, -0.27017329985551486, -2.1158390465750365)]
    [DataRow(999999, 1000000, 1, 1000000, 9.34164005288682, 0)]
    public void Sensitivity_and_criterion_are_of_the_corrected_rates(int hits, int signals, int falseAlarms, int noises, double dPrime, double criterion)
    {
        SignalDetection detection = SignalDetection.FromCounts(hits, signals, falseAlarms, noises);
        Assert.AreEqual(dPrime, detection.DPrime, 1e-10); // MathNet's normal quantile and scipy's differ by less
        Assert.AreEqual(criterion, detection.Criterion, 1e-10);
    }

    [TestMethod]
    public void Rates_and_Youdens_index_are_raw()
    {
        SignalDetection detection = SignalDetection.FromCounts(hits: 45, signals: 50, falseAlarms: 10, noises: 50);
        Assert.AreEqual((45, 50, 10, 50), (detection.Hits, detection.Signals, detection.FalseAlarms, detection.Noises));
        Assert.AreEqual(0.9, detection.HitRate);
        Assert.AreEqual(0.2, detection.FalseAlarmRate);
        Assert.AreEqual(0.7, detection.YoudenJ, 1e-15);
    }

    [TestMethod]
    [DataRow(50, -1)] // always yes
    [DataRow(0, 1)]   // always no
    public void One_who_always_says_the_same_tells_nothing(int yes, int sign)
    {
        SignalDetection detection = SignalDetection.FromCounts(yes, 50, yes, 50);
        Assert.AreEqual(0.0, detection.DPrime);
        Assert.AreEqual(0.0, detection.YoudenJ);
        Assert.AreEqual(sign, Math.Sign(detection.Criterion));
    }

    [TestMethod]
    [DataRow(0, 0, 1, 5)]
    [DataRow(1, 5, 0, 0)]
    [DataRow(0, 0, 0, 0)]
    public void Without_signals_or_without_noises_there_is_no_sensitivity(int hits, int signals, int falseAlarms, int noises)
    {
        SignalDetection detection = SignalDetection.FromCounts(hits, signals, falseAlarms, noises);
        Assert.IsTrue(double.IsNaN(detection.DPrime) && double.IsNaN(detection.Criterion) && double.IsNaN(detection.YoudenJ));
        Assert.AreEqual(signals == 0, double.IsNaN(detection.HitRate));
        Assert.AreEqual(noises == 0, double.IsNaN(detection.FalseAlarmRate));
    }

    [TestMethod]
    public void Equal_counts_are_equal_measures()
    {
        Assert.AreEqual(SignalDetection.FromCounts(3, 7, 1, 5), SignalDetection.FromCounts(3, 7, 1, 5));
        Assert.AreNotEqual(SignalDetection.FromCounts(3, 7, 1, 5), SignalDetection.FromCounts(3, 7, 2, 5));
    }

    [TestMethod]
    [DataRow(-1, 5, 1, 5, "hits")]
    [DataRow(6, 5, 1, 5, "hits")]
    [DataRow(1, -5, 1, 5, "signals")]
    [DataRow(1, 5, -1, 5, "falseAlarms")]
    [DataRow(1, 5, 6, 5, "falseAlarms")]
    [DataRow(1, 5, 1, -5, "noises")]
    public void Counts_that_cannot_be_are_named(int hits, int signals, int falseAlarms, int noises, string parameter)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SignalDetection.FromCounts(hits, signals, falseAlarms, noises));
        Assert.AreEqual(parameter, e.ParamName);
    }
}
