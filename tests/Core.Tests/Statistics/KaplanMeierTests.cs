using ResearchML.Statistics;

namespace ResearchML.Tests;

[TestClass]
public sealed class KaplanMeierTests
{
    // Weeks of remission of 21 leukemia patients on 6-MP (Freireich et al. 1963; Kleinbaum and Klein 2012, chapter 2); minus: censored.
    private static readonly (int, bool)[] Remissions =
        [.. ((int[])[6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35]).Select(t => (Math.Abs(t), t > 0))];

    // Ends by numpy: y = log(-log(S)), s = sqrt(sum(d/(n(n - d))))/|log(S)|; exp(-exp(y ± 1.959964·s)).
    [TestMethod]
    [DataRow(6, 21, 3, 1, 0.8571428571428572, 0.6197179552659838, 0.9515517476469971)]
    [DataRow(7, 17, 1, 0, 0.8067226890756303, 0.5631465646222333, 0.9228090192028805)]
    [DataRow(9, 16, 0, 1, 0.8067226890756303, 0.5631465646222333, 0.9228090192028805)]
    [DataRow(10, 15, 1, 1, 0.7529411764705882, 0.5031995107999564, 0.8893618351692656)]
    [DataRow(13, 12, 1, 0, 0.6901960784313725, 0.431610222486184, 0.8490659633494508)]
    [DataRow(16, 11, 1, 0, 0.6274509803921569, 0.36751085598750205, 0.8049121894718413)]
    [DataRow(22, 7, 1, 0, 0.5378151260504203, 0.267778936767135, 0.7467907176353947)]
    [DataRow(23, 6, 1, 0, 0.44817927170868355, 0.18805200595923235, 0.6801426284952415)]
    [DataRow(32, 4, 0, 2, 0.44817927170868355, 0.18805200595923235, 0.6801426284952415)]
    public void It_is_the_published_curve(int time, int atRisk, int events, int censored, double survival, double lower, double upper)
    {
        SurvivalPoint point = KaplanMeier.Of(Remissions).Single(p => p.Time == time);
        Assert.AreEqual((atRisk, events, censored), (point.AtRisk, point.Events, point.Censored));
        Assert.AreEqual(survival, point.Survival.Value, 1e-14);
        Assert.AreEqual(lower, point.Survival.Lower, 1e-10); // MathNet's normal quantile and scipy's differ by less
        Assert.AreEqual(upper, point.Survival.Upper, 1e-10);
    }

    [TestMethod]
    public void Times_ascend_and_are_those_of_events_and_censorings() =>
        CollectionAssert.AreEqual((int[])[6, 7, 9, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 34, 35], KaplanMeier.Of(Remissions).Select(p => p.Time).ToArray());

    // 4/6, 4/6·3/4, 3/6·1/3; ends at 90% by the formula above.
    [TestMethod]
    public void By_hand_at_another_level()
    {
        var curve = KaplanMeier.Of([(3, true), (1, true), (3, false), (2, true), (1, true), (3, true)], 0.9);
        Assert.AreEqual(4.0 / 6, curve[0].Survival.Value, 1e-15);
        Assert.AreEqual(3.0 / 6, curve[1].Survival.Value, 1e-15);
        Assert.AreEqual(1.0 / 6, curve[2].Survival.Value, 1e-15);
        Assert.AreEqual(0.015888127059906672, curve[2].Survival.Lower, 1e-10);
        Assert.AreEqual(0.46068042094496203, curve[2].Survival.Upper, 1e-10);
        Assert.AreEqual(0.9, curve[2].Survival.Level);
    }

    [TestMethod]
    public void Without_censoring_it_is_the_share_that_is_left()
    {
        int[] times = [4, 1, 2, 2, 7, 7, 7, 9];
        foreach (SurvivalPoint point in KaplanMeier.Of([.. times.Select(t => (t, true))]))
            Assert.AreEqual(times.Count(t => t > point.Time) / 8.0, point.Survival.Value, 1e-15);
    }

    // Of 100,000 subjects 30,000 have the event at 0. Ends by Python: s = 1.959963984540054·sqrt(30000/(100000·70000))/log(0.7); 0.7^exp(∓s).
    [TestMethod]
    public void Many_subjects_lose_no_digits_and_a_time_may_be_0()
    {
        SurvivalPoint point = KaplanMeier.Of([.. Enumerable.Range(0, 100_000).Select(i => (i < 30_000 ? 0 : 1, i < 30_000))])[0];
        Assert.AreEqual((0, 100_000, 30_000, 0), (point.Time, point.AtRisk, point.Events, point.Censored));
        Assert.AreEqual(0.7, point.Survival.Value, 1e-15);
        Assert.AreEqual(0.6971493458770214, point.Survival.Lower, 1e-10); // MathNet's normal quantile and scipy's differ by less
        Assert.AreEqual(0.7028298681847795, point.Survival.Upper, 1e-10);
    }

    [TestMethod]
    public void Where_survival_is_0_or_1_there_is_no_interval()
    {
        var curve = KaplanMeier.Of([(1, false), (2, true), (3, true)]);
        Assert.AreEqual(new Estimate(1, double.NaN, double.NaN, 0.95), curve[0].Survival);
        Assert.IsFalse(double.IsNaN(curve[1].Survival.Lower));
        Assert.AreEqual(new Estimate(0, double.NaN, double.NaN, 0.95), curve[2].Survival);
    }

    [TestMethod]
    public void Without_subjects_there_is_no_curve() => Assert.IsEmpty(KaplanMeier.Of([]));

    [TestMethod]
    public void Times_and_levels_that_cannot_be_are_errors()
    {
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => KaplanMeier.Of([(1, true), (-1, true)])).Message, "A time must be at least 0, but that of subject 1 is -1.");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => KaplanMeier.Of([(1, true)], 1));
        Assert.ThrowsExactly<ArgumentNullException>(() => KaplanMeier.Of(null!));
    }
}
