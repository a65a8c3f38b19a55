using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class KShotObjectiveTests
{
    private static readonly long[] Targets = [7, ObjectiveBatch.Ignored, 9, 10, 11, ObjectiveBatch.Ignored];
    private static LanguageModel? _model;

    [ClassInitialize]
    public static void Create(TestContext _) =>
        _model = LanguageModel.Create(new DecoderConfig { Layers = 1, Width = 16, Heads = 2, InitializerDeviation = 0.5 }, LanguageTokenizer.Bytes(), seed: 1);

    [ClassCleanup]
    public static void Free() => _model!.Dispose();

    [TestMethod]
    [DataRow(1.0)]
    [DataRow(8.0)]
    [DataRow(1000.0)]
    public void Loss_and_diagnostics_are_means_over_the_targets_that_count(double k)
    {
        using var scope = NewDisposeScope();
        ObjectiveBatch batch = Batch(0, 0);
        ObjectiveValue value = new KShotObjective(k).Evaluate(batch);
        Tensor targets = batch.Targets.flatten();
        Tensor kept = targets.ne(ObjectiveBatch.Ignored).nonzero().squeeze(1); // (4)
        Tensor logP = _model!.Decoder.Logits(batch.Hidden).detach().flatten(0, 1).to(ScalarType.Float64).log_softmax(1)
            .index_select(0, kept).gather(1, targets.index_select(0, kept).unsqueeze(1)); // (4, 1)
        Tensor shots = KShotLoss.PassAt(logP.exp(), k);
        Assert.AreEqual(-shots.log().mean().item<double>(), value.Loss.item<float>(), 1e-5);
        Assert.AreEqual(shots.mean().item<double>(), value.Diagnostics!["pass@k"], 1e-6);
        Assert.AreEqual(-logP.mean().item<double>(), value.Diagnostics["nll"], 1e-5);
        Assert.AreEqual(k, value.Diagnostics["k"]);
        Assert.HasCount(3, value.Diagnostics);
    }

    [TestMethod]
    public void One_shot_is_next_token_training_to_the_bit()
    {
        (float Loss, float[] Gradient) Step(TrainingObjective objective)
        {
            using var scope = NewDisposeScope();
            ObjectiveBatch batch = Batch(0, 0);
            batch.Hidden.requires_grad_();
            Tensor loss = objective.Evaluate(batch).Loss;
            loss.backward();
            return (loss.item<float>(), batch.Hidden.grad!.data<float>().ToArray());
        }
        (float Loss, float[] Gradient) ours = Step(new KShotObjective(1)), theirs = Step(new NextTokenObjective());
        Assert.AreEqual(theirs.Loss, ours.Loss);
        CollectionAssert.AreEqual(theirs.Gradient, ours.Gradient);
    }

    [TestMethod]
    public void Its_name_says_its_k()
    {
        Assert.AreEqual("k-shot(k=8)", new KShotObjective(8).Name);
        Assert.AreEqual("k-shot(k=1.5)", new KShotObjective(1.5).Name);
        Assert.AreEqual("k-shot(k=linear 1 to 64)", new KShotObjective(Schedule.Linear(1, 64)).Name);
    }

    [TestMethod]
    public void A_schedule_gives_the_k_of_each_step()
    {
        using var scope = NewDisposeScope();
        var linear = new KShotObjective(Schedule.Linear(1, 65));
        Assert.AreEqual(1, linear.Evaluate(Batch(0, 0)).Diagnostics!["k"]);
        ObjectiveValue half = linear.Evaluate(Batch(50, 0.5));
        Assert.AreEqual(33, half.Diagnostics!["k"]);
        Assert.AreEqual(new KShotObjective(33).Evaluate(Batch(0, 0)).Loss.item<float>(), half.Loss.item<float>());
        var drawn = new KShotObjective(Schedule.LogUniform(1, 64, seed: 3));
        double first = drawn.Evaluate(Batch(1, 0)).Diagnostics!["k"], second = drawn.Evaluate(Batch(2, 0)).Diagnostics!["k"];
        Assert.AreNotEqual(first, second);
        Assert.AreEqual(first, drawn.Evaluate(Batch(1, 0.9)).Diagnostics!["k"], "of the step alone");
    }

    [TestMethod]
    public void Evaluating_and_going_back_leaves_no_tensor_behind()
    {
        var objective = new KShotObjective(Schedule.Linear(1, 64));
        int step = 0;
        LiveTensors.MustNotChange(30, () =>
        {
            using var scope = NewDisposeScope();
            ObjectiveBatch batch = Batch(step, step++ / 31.0);
            batch.Hidden.requires_grad_();
            objective.Evaluate(batch).Loss.backward();
        });
    }

    [TestMethod]
    public void A_k_out_of_range_is_named_with_its_step()
    {
        using var scope = NewDisposeScope();
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => new KShotObjective(0.5)).Message, "k must be finite and at least 1, but is 0.5.");
        StringAssert.StartsWith(Assert.Throws<ArgumentOutOfRangeException>(() => new KShotObjective(double.NaN)).Message, "k must be finite and at least 1, but is NaN.");
        Assert.Throws<ArgumentNullException>(() => new KShotObjective(null!));
        var dips = new KShotObjective(new OwnSchedule("dips", (step, _) => step == 90 ? 0.25 : 4));
        dips.Evaluate(Batch(5, 0.5));
        Assert.AreEqual(
            "k must be finite and at least 1 in every step, but the schedule 'dips' gives 0.25 in step 90.",
            Assert.Throws<InvalidOperationException>(() => dips.Evaluate(Batch(90, 0.9))).Message);
    }

    [TestMethod]
    [DataRow(0.0, 4.0, "gives 0 at progress 0.")]
    [DataRow(4.0, 0.0, "gives 0 at progress 1.")]
    public void A_schedule_that_leaves_its_range_is_refused_when_it_is_given(double from, double to, string where)
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => new KShotObjective(Schedule.Linear(from, to))).Message;
        StringAssert.StartsWith(message, FormattableString.Invariant($"k must be finite and at least 1 in every step, but the schedule 'linear {from} to {to}' {where}"));
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => Objective.KShot(new OwnSchedule("tent", (_, p) => 1 - Math.Min(p, 1 - p)))).Message, "gives 0.5 at progress 0.5.");
    }

    private static ObjectiveBatch Batch(int step, double progress)
    {
        Tensor hidden = _model!.Decoder.Hidden(tensor(new long[] { 1, 2, 3, 4, 5, 6 }, [2, 3], device: CPU)).detach();
        return new ObjectiveBatch(_model.Decoder, hidden, tensor(Targets, [2, 3], device: CPU), step, progress);
    }
}
