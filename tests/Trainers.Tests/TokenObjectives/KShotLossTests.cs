using System.Globalization;
using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class KShotLossTests(TestContext context)
{
    private const long Ignored = ObjectiveBatch.Ignored;

    [TestMethod]
    [DataRow(0.5, 1, 0.6931471805599453)] // -ln 1/2
    [DataRow(0.5, 2, 0.2876820724517809)] // -ln 3/4
    [DataRow(0.5, 3, 0.13353139262452263)] // -ln 7/8
    [DataRow(0.1, 2, 1.6607312068216509)] // -ln 0.19
    public void Two_tokens_give_minus_the_log_of_pass_at_k(double p, double k, double expected)
    {
        using var scope = NewDisposeScope();
        Tensor logits = tensor([Math.Log(p), Math.Log(1 - p)], [1, 2], device: CPU);
        Assert.AreEqual(expected, KShotLoss.Forward(logits, tensor(new long[] { 0 }, device: CPU), k).item<double>(), 1e-14);
    }

    [TestMethod]
    public void Loss_and_gradient_are_those_of_60_digit_arithmetic()
    {
        double worstLoss = 0, worstGradient = 0;
        int count = 0;
        foreach (Case it in Cases())
        {
            using var scope = NewDisposeScope();
            Tensor logits = tensor(it.Logits, [1, it.Logits.Length], device: CPU).requires_grad_(); // (1, V) float32
            Tensor target = tensor(new[] { it.Target }, device: CPU);
            // Forward at k = 1 has the bits of cross_entropy, whose float32 loss is 0 from q = 4e-8 on: there the rows are held to the bound.
            Tensor loss = it.K == 1 ? KShotLoss.Rows(logits, target, 1).sum().to(ScalarType.Float32) : KShotLoss.Forward(logits, target, it.K);
            loss.backward();
            worstLoss = Math.Max(worstLoss, ErrorRatio(loss.item<float>(), it.Loss, it.T));
            float[] gradient = logits.grad!.data<float>().ToArray();
            for (int j = 0; j < gradient.Length; j++)
                worstGradient = Math.Max(worstGradient, ErrorRatio(gradient[j], it.Gradient[j], it.T));
            count++;
        }
        context.WriteLine(FormattableString.Invariant($"{count} cases; worst error over what is allowed: loss {worstLoss:g3}, gradient {worstGradient:g3}"));
        Assert.AreEqual(152, count);
        Assert.IsLessThanOrEqualTo(1, worstLoss);
        Assert.IsLessThanOrEqualTo(1, worstGradient);
    }

    [TestMethod]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float64)]
    public void One_shot_is_cross_entropy_to_the_bit(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Tensor targets = Targets(6, 7, 11);
        targets[2] = Ignored;
        Tensor first = Logits(6, 7, 11, type), second = first.detach().clone().requires_grad_();
        Tensor ours = KShotLoss.Forward(first.requires_grad_(), targets, 1), theirs = nn.functional.cross_entropy(second.flatten(0, 1), targets.flatten());
        ours.backward();
        theirs.backward();
        Assert.AreEqual(type, ours.dtype);
        Assert.IsTrue(ours.Equals(theirs), "loss");
        Assert.IsTrue(first.grad!.Equals(second.grad!), "gradient");
    }

    [TestMethod]
    [DataRow(1.0000001)]
    [DataRow(1.5)]
    [DataRow(8.0)]
    [DataRow(300.0)]
    public void The_gradient_is_that_of_finite_differences(double k)
    {
        using var scope = NewDisposeScope();
        Tensor logits = Logits(3, 4, 5, ScalarType.Float64).requires_grad_(), targets = Targets(3, 4, 5);
        targets[1, 1] = Ignored;
        KShotLoss.Forward(logits, targets, k).backward();
        double[] gradient = logits.grad!.data<double>().ToArray();
        double[] at = logits.detach().data<double>().ToArray();
        const double h = 1e-5;
        double Value(int j, double shift)
        {
            using var inner = NewDisposeScope();
            double[] moved = [.. at];
            moved[j] += shift;
            return KShotLoss.Forward(tensor(moved, [3, 4, 5], device: CPU), targets, k).item<double>();
        }
        for (int j = 0; j < at.Length; j++)
            Assert.AreEqual((Value(j, h) - Value(j, -h)) / (2 * h), gradient[j], 1e-9); // h² times a third derivative below 1
    }

    [TestMethod]
    public void The_three_formulas_meet_where_they_change()
    {
        foreach (double k in new[] { 1.5, 8, 1e4 })
        {
            foreach (double t in new[] { 1e-2, Math.Log(2) })
            {
                double below = RowAt(Chance(t * (1 - 1e-13) / k), k), above = RowAt(Chance(t * (1 + 1e-13) / k), k);
                Assert.AreEqual(below, above, 3e-7 * below, $"k {k}, t {t}");
            }
        }
    }

    [TestMethod]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float64)]
    public void Nothing_is_infinite_or_NaN_where_numbers_underflow(ScalarType type)
    {
        float[][] rows = [[0, -3e4f, 5], [0, 200, 1], [0, -200, -200], [3e4f, -3e4f, 0], [-1e5f, 1e5f, 1e5f], [0, 0, 0], [-90, 0, float.NegativeInfinity], [40, 7.6f, -1000]];
        foreach (double k in new[] { 1, 1 + 1e-12, 1.5, 2, 64, 1e4 })
        {
            foreach (float[] row in rows)
            {
                using var scope = NewDisposeScope();
                Tensor logits = tensor(row, [1, 3], device: CPU).to(type).requires_grad_();
                Tensor loss = KShotLoss.Forward(logits, tensor(new long[] { 0 }, device: CPU), k);
                loss.backward();
                Assert.IsTrue(loss.isfinite().item<bool>(), $"loss, k {k}, logits {string.Join(' ', row)}");
                Assert.IsTrue(loss.ge(0).item<bool>(), "loss below 0");
                Assert.IsTrue(logits.grad!.isfinite().all().item<bool>(), $"gradient, k {k}, logits {string.Join(' ', row)}");
                Assert.IsTrue(logits.grad!.abs().le(1).all().item<bool>(), "w is at most 1");
            }
        }
    }

    [TestMethod]
    public void A_target_of_no_probability_costs_what_cross_entropy_says_infinity()
    {
        using var scope = NewDisposeScope();
        Tensor logits = tensor([float.NegativeInfinity, 0], [1, 2], device: CPU).requires_grad_();
        Tensor loss = KShotLoss.Forward(logits, tensor(new long[] { 0 }, device: CPU), 8);
        loss.backward();
        Assert.AreEqual(float.PositiveInfinity, loss.item<float>());
        CollectionAssert.AreEqual(new float[] { -1, 1 }, logits.grad!.data<float>().ToArray());
    }

    [TestMethod]
    [DataRow(1.0)]
    [DataRow(8.0)]
    public void A_vocabulary_of_one_token_costs_nothing(double k)
    {
        using var scope = NewDisposeScope();
        Tensor logits = tensor([3f, -7f], [2, 1], device: CPU).requires_grad_();
        Tensor loss = KShotLoss.Forward(logits, zeros(2, ScalarType.Int64, CPU), k);
        loss.backward();
        Assert.AreEqual(0, loss.item<float>());
        CollectionAssert.AreEqual(new float[] { 0, 0 }, logits.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void Ignored_rows_are_left_out_of_mean_and_gradient()
    {
        using var scope = NewDisposeScope();
        Tensor logits = Logits(1, 4, 9, ScalarType.Float64).requires_grad_(), targets = Targets(1, 4, 9);
        targets[0, 1] = targets[0, 3] = Ignored;
        Tensor loss = KShotLoss.Forward(logits, targets, 8);
        loss.backward();
        double first = KShotLoss.Forward(logits[0, 0], targets[0, 0], 8).item<double>(), third = KShotLoss.Forward(logits[0, 2], targets[0, 2], 8).item<double>();
        Assert.AreEqual((first + third) / 2, loss.item<double>(), 1e-15);
        Tensor size = logits.grad!.abs().sum(-1).flatten();
        CollectionAssert.AreEqual(new[] { true, false, true, false }, size.gt(0).data<bool>().ToArray());
    }

    [TestMethod]
    [DataRow(1.0)]
    [DataRow(8.0)]
    public void With_all_rows_ignored_it_does_what_cross_entropy_does(double k)
    {
        using var scope = NewDisposeScope();
        Tensor first = Logits(2, 3, 5, ScalarType.Float32).requires_grad_(), second = first.detach().clone().requires_grad_(), targets = full([2, 3], Ignored, ScalarType.Int64, CPU);
        Tensor ours = KShotLoss.Forward(first, targets, k), theirs = nn.functional.cross_entropy(second.flatten(0, 1), targets.flatten());
        ours.backward();
        theirs.backward();
        Assert.IsTrue(float.IsNaN(theirs.item<float>()) && float.IsNaN(ours.item<float>()));
        CollectionAssert.AreEqual(second.grad!.data<float>().ToArray(), first.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void The_negative_log_likelihood_comes_back_from_the_loss()
    {
        foreach (double k in new[] { 1, 1.5, 8, 1e4 })
        {
            foreach (double p in new[] { 1e-30, 1e-18, 1e-12, 1e-5, 0.003, 0.2 })
            {
                double loss = RowAt(p, k);
                using var scope = NewDisposeScope();
                if (loss > 1e-280) // else q^k has no digits left in float64
                    Assert.AreEqual(-Math.Log(p), KShotLoss.NegativeLogLikelihood(tensor([loss], device: CPU), k).Tensor.item<double>(), 1e-7 * -Math.Log(p), $"p {p}, k {k}");
            }
        }
    }

    [TestMethod]
    public void Repeated_steps_leave_no_tensor_behind() => LiveTensors.MustNotChange(50, () =>
    {
        using var scope = NewDisposeScope();
        Tensor logits = Logits(2, 8, 30, ScalarType.Float32).requires_grad_(), targets = Targets(2, 8, 30);
        KShotLoss.Forward(logits, targets, 8).backward();
        KShotLoss.Forward(logits, targets, 1).backward();
    });

    [TestMethod]
    public void Outside_any_scope_only_the_loss_stays()
    {
        using Tensor logits = Logits(2, 3, 5, ScalarType.Float32).DetachFromDisposeScope(), targets = Targets(2, 3, 5).DetachFromDisposeScope();
        LiveTensors.MustNotChange(20, () => KShotLoss.Forward(logits, targets, 8).Dispose());
    }

    [TestMethod]
    [DataRow(0.5, "0.5")]
    [DataRow(double.NaN, "NaN")]
    [DataRow(double.PositiveInfinity, "Infinity")]
    public void A_k_out_of_range_is_named(double k, string written)
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => KShotLoss.Forward(Logits(1, 1, 3, ScalarType.Float32), Targets(1, 1, 3), k));
        StringAssert.StartsWith(error.Message, $"k must be finite and at least 1, but is {written}.");
        Assert.AreEqual("k", error.ParamName);
    }

    [TestMethod]
    [DataRow(5L)]
    [DataRow(-1L)]
    public void A_target_out_of_the_vocabulary_is_named(long id)
    {
        using var scope = NewDisposeScope();
        foreach (double k in new[] { 1.0, 8 })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => KShotLoss.Forward(Logits(1, 2, 5, ScalarType.Float32), tensor(new[] { 1, id }, [1, 2], device: CPU), k));
            StringAssert.StartsWith(error.Message, $"Target {id} is not in the vocabulary of 5 tokens: targets are from 0 to 4, or -100 to be left out.");
        }
    }

    [TestMethod]
    public void Shapes_and_types_that_do_not_go_together_are_named()
    {
        using var scope = NewDisposeScope();
        Tensor logits = Logits(2, 3, 5, ScalarType.Float32), targets = Targets(2, 3, 5);
        StringAssert.StartsWith(Assert.Throws<ArgumentException>(() => KShotLoss.Forward(logits, targets.flatten(), 8)).Message, "Logits of shape (…, V) go with targets of shape (…), but they are (2, 3, 5) and (6).");
        StringAssert.StartsWith(Assert.Throws<ArgumentException>(() => KShotLoss.Forward(logits.to(ScalarType.BFloat16), targets, 8)).Message, "Logits must be Float32 or Float64, but are BFloat16");
        StringAssert.StartsWith(Assert.Throws<ArgumentException>(() => KShotLoss.Forward(logits, targets.to(ScalarType.Int32), 8)).Message, "Targets must be Int64, but are Int32.");
    }

    /// <summary>1 − e^−x, with all its digits.</summary>
    private static double Chance(double x) => 2 * Math.Exp(-x / 2) * Math.Sinh(x / 2);

    private static double RowAt(double p, double k)
    {
        using var scope = NewDisposeScope();
        Tensor logits = tensor([Math.Log(p), Math.Log(1 - p)], [1, 2], device: CPU);
        return KShotLoss.Rows(logits, zeros(1, ScalarType.Int64, CPU), k).item<double>();
    }

    /// <summary>The error over what is allowed: 1e-5 of the value, or four float32 units of t times the value, or float32's least normal number.</summary>
    private static double ErrorRatio(double value, double expected, double t) =>
        double.IsFinite(value) ? Math.Abs(value - expected) / Math.Max(Math.Abs(expected) * Math.Max(1e-5, 4 * Math.ScaleB(t, -24)), 1.2e-38) : double.PositiveInfinity;

    private static Tensor Logits(long rows, long columns, long vocabulary, ScalarType type)
    {
        using var generator = new Generator(7);
        return randn([rows, columns, vocabulary], ScalarType.Float64, CPU, generator: generator).mul_(3).to(type);
    }

    private static Tensor Targets(long rows, long columns, long vocabulary) =>
        tensor([.. Enumerable.Range(0, (int)(rows * columns)).Select(i => i * 7 % vocabulary)], [rows, columns], device: CPU);

    private static IEnumerable<Case> Cases()
    {
        using Stream stream = typeof(KShotLossTests).Assembly.GetManifestResourceStream("k-shot-cases.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is string line)
        {
            string[] parts = line.Split(" | ");
            double[] head = Numbers(parts[0]);
            yield return new Case(head[0], (long)head[1], head[2], head[3], [.. parts[1].Split(' ').Select(z => float.Parse(z, CultureInfo.InvariantCulture))], Numbers(parts[2]));
        }
    }

    private static double[] Numbers(string text) => [.. text.Split(' ').Select(x => double.Parse(x, CultureInfo.InvariantCulture))];

    private sealed record Case(double K, long Target, double Loss, double T, float[] Logits, double[] Gradient);
}
