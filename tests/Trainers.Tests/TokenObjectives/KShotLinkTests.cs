using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class KShotLinkTests(TestContext context)
{
    [TestMethod]
    public void Two_shots_and_two_outcomes_by_hand()
    {
        // π₁(1 − p)²(1 + p) = (1 − π₁)p²(2 − p) has p = 2/3 at π₁ = 16/21.
        Close([2.0 / 3, 1.0 / 3], Apply([16.0 / 21, 5.0 / 21], 2), 1e-15);
        Close([16.0 / 21, 5.0 / 21], Calibrate([2.0 / 3, 1.0 / 3], 2), 1e-15);
    }

    [TestMethod]
    [DataRow(2.0)]
    [DataRow(3.5)]
    [DataRow(16.0)]
    [DataRow(130.0)]
    [DataRow(1000.0)]
    public void Both_links_agree_with_the_argmin_found_on_the_losss_own_gradient(double k)
    {
        double worstResidual = 0, worstCalibrated = 0, worstApplied = 0;
        foreach (int outcomes in new[] { 5, 17, 90, 500 })
        {
            foreach (double spread in new[] { 0.7, 2.5 })
            {
                double[] pi = Random(outcomes, spread);
                (double[] argmin, double residual) = KShotArgmin.Find(pi, k);
                worstResidual = Math.Max(worstResidual, residual);
                worstCalibrated = Math.Max(worstCalibrated, Distance(pi, Calibrate(argmin, k)));
                worstApplied = Math.Max(worstApplied, Distance(argmin, Apply(pi, k)));
                Assert.IsLessThanOrEqualTo(1e-12, KShotArgmin.SoftmaxGradient(argmin, pi, k), "the gradient by the logits of a whole row");
            }
        }
        context.WriteLine(FormattableString.Invariant($"k {k}: KKT residual {worstResidual:g2}, link⁻¹(argmin) − π {worstCalibrated:g2}, link(π) − argmin {worstApplied:g2}"));
        Assert.IsLessThanOrEqualTo(1e-12, worstResidual);
        Assert.IsLessThanOrEqualTo(1e-10, worstCalibrated);
        Assert.IsLessThanOrEqualTo(1e-12, worstApplied);
    }

    [TestMethod]
    [DataRow(1 + 1e-9)]
    [DataRow(1.0001)]
    [DataRow(1.3)]
    [DataRow(2.0)]
    [DataRow(64.0)]
    [DataRow(10000.0)]
    public void The_links_undo_each_other_from_the_surest_to_the_flattest_rows(double k)
    {
        double[][] rows = [[1 - 1e-9, 1e-9, 0], [1, 1e-20, 1e-25], [1, 1e-200, 0], [0.5, 0.5, 0], [1.0 / 3, 1.0 / 3, 1.0 / 3], [0.6, 0.4 - 1e-12, 1e-12], Random(300, 6), Random(60, 300)];
        foreach (double[] pi in rows)
        {
            double[] p = Apply(pi, k);
            Assert.AreEqual(1, p.Sum(), 1e-14);
            Close(pi, Calibrate(p, k), 1e-11);
            for (int i = 0; i < pi.Length; i++)
                Assert.AreEqual(pi[i] == 0, p[i] == 0, "zeros and only zeros stay zeros");
        }
    }

    [TestMethod]
    public void Batches_of_rows_are_rows_one_by_one()
    {
        using var scope = NewDisposeScope();
        double[][] rows = [Random(7, 1), Random(7, 3), Random(7, 8), [1, 0, 0, 0, 0, 0, 0], [0, 0, 0.5, 0.5, 0, 0, 0], Random(7, 0.1)];
        Tensor all = tensor([.. rows.SelectMany(r => r)], [2, 3, 7], device: CPU), applied = KShotLink.Apply(all, 12), back = KShotLink.Calibrate(applied, 12);
        CollectionAssert.AreEqual(new long[] { 2, 3, 7 }, applied.shape);
        Close([.. rows.SelectMany(r => Apply(r, 12))], applied.data<double>().ToArray(), 1e-14);
        Close([.. rows.SelectMany(r => r)], back.data<double>().ToArray(), 1e-12);
    }

    [TestMethod]
    public void One_shot_is_the_identity()
    {
        double[] pi = Random(20, 2);
        CollectionAssert.AreEqual(pi, Apply(pi, 1));
        CollectionAssert.AreEqual(pi, Calibrate(pi, 1));
        Close(pi, Apply(pi, 1 + 1e-9), 1e-8);
    }

    [TestMethod]
    public void A_certain_row_and_a_row_of_one_stay_as_they_are()
    {
        foreach (double k in new[] { 1, 1.5, 1e4 })
        {
            CollectionAssert.AreEqual(new double[] { 0, 1, 0 }, Apply([0, 1, 0], k));
            CollectionAssert.AreEqual(new double[] { 0, 1, 0 }, Calibrate([0, 1, 0], k));
            CollectionAssert.AreEqual(new double[] { 1 }, Apply([1], k));
            CollectionAssert.AreEqual(new double[] { 1 }, Calibrate([1], k));
        }
    }

    [TestMethod]
    public void Single_precision_comes_back_as_single_precision()
    {
        using var scope = NewDisposeScope();
        Tensor pi = tensor([.. Random(50, 2).Select(x => (float)x)], device: CPU), p = KShotLink.Apply(pi, 8);
        Assert.AreEqual(ScalarType.Float32, p.dtype);
        Assert.IsLessThanOrEqualTo(1e-6, (KShotLink.Calibrate(p, 8) - pi).abs().max().item<float>());
    }

    [TestMethod]
    public void For_k_above_1_the_loss_is_not_a_proper_scoring_rule()
    {
        double[] pi = [0.7, 0.2, 0.1];
        Assert.AreEqual(0, Distance(pi, KShotArgmin.Find(pi, 1 + 1e-9).Argmin), 1e-8);
        foreach (double k in new[] { 1.1, 2, 64 })
        {
            double[] argmin = KShotArgmin.Find(pi, k).Argmin;
            Assert.IsGreaterThan(0.01, Distance(pi, argmin), "it is not minimised by the truth");
            Assert.IsTrue(argmin[0] < pi[0] && argmin[2] > pi[2] && argmin[0] > argmin[1] && argmin[1] > argmin[2], "it hedges, and keeps the order");
        }
    }

    [TestMethod]
    public void The_link_is_no_temperature()
    {
        // A temperature divides every log-odds by the same number. The link leaves the rare ones alone and flattens the frequent ones.
        double[] pi = [0.6, 0.3, 0.0999, 1e-4 / 2, 1e-4 / 2 - 1e-6, 1e-6], p = Apply(pi, 8);
        double Temperature(int a, int b) => Math.Log(pi[a] / pi[b]) / Math.Log(p[a] / p[b]);
        Assert.IsGreaterThan(3, Temperature(0, 1));
        Assert.AreEqual(1, Temperature(3, 5), 0.01);
    }

    [TestMethod]
    public void Repeated_use_leaves_no_tensor_behind()
    {
        using Tensor pi = tensor(Random(40, 2), device: CPU);
        LiveTensors.MustNotChange(10, () =>
        {
            using Tensor p = KShotLink.Apply(pi, 8);
            using Tensor back = KShotLink.Calibrate(p, 8), shots = KShotLoss.PassAt(p, 8);
        });
    }

    [TestMethod]
    public void Rows_that_are_no_distribution_are_named()
    {
        foreach (Action<Tensor, double> link in new Action<Tensor, double>[] { (x, k) => KShotLink.Apply(x, k), (x, k) => KShotLink.Calibrate(x, k) })
        {
            string Message<T>(double[] row, double k = 8)
                where T : Exception
            {
                using Tensor x = tensor(row, device: CPU);
                return Assert.Throws<T>(() => link(x, k)).Message;
            }
            StringAssert.StartsWith(Message<ArgumentException>([1.25, -0.25]), "Probabilities must be from 0 to 1, but one is -0.25.");
            StringAssert.StartsWith(Message<ArgumentException>([0.5, double.NaN]), "Probabilities must be from 0 to 1, but one is NaN.");
            StringAssert.StartsWith(Message<ArgumentException>([0.5, 0.25]), "Each row of probabilities must sum to 1 within 0.0001, but one sums to 0.75.");
            StringAssert.StartsWith(Message<ArgumentException>([]), "Probabilities have the shape (…, V), but are (0).");
            StringAssert.StartsWith(Message<ArgumentOutOfRangeException>([0.5, 0.5], 0), "k must be finite and at least 1, but is 0.");
            using Tensor whole = ones(1, ScalarType.Int64, CPU);
            StringAssert.StartsWith(Assert.Throws<ArgumentException>(() => link(whole, 8)).Message, "Probabilities must be Float32 or Float64, but are Int64");
        }
    }

    private static double[] Apply(double[] pi, double k)
    {
        using var scope = NewDisposeScope();
        return KShotLink.Apply(tensor(pi, device: CPU), k).data<double>().ToArray();
    }

    private static double[] Calibrate(double[] p, double k)
    {
        using var scope = NewDisposeScope();
        return KShotLink.Calibrate(tensor(p, device: CPU), k).data<double>().ToArray();
    }

    private static double[] Random(int outcomes, double spread)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(outcomes + 1000 * spread));
        return (randn(outcomes, ScalarType.Float64, CPU, generator: generator) * spread).softmax(0).data<double>().ToArray();
    }

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    private static void Close(double[] expected, double[] actual, double tolerance) => Assert.IsLessThanOrEqualTo(tolerance, Distance(expected, actual));
}
