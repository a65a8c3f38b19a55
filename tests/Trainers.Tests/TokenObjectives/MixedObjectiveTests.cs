using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class MixedObjectiveTests
{
    [TestMethod]
    public void Loss_and_gradients_are_the_weighted_sum_and_each_side_has_its_heads()
    {
        using var data = new TokenBatch();
        TrainingObjective multi = Objective.MultiToken(3), order = Objective.TokenOrder(4), mixed = Objective.Mix(multi, order, Schedule.Linear(0.2, 0.6));
        using nn.Module own = mixed.CreateHeads(data.Decoder, seed: 5)!;
        nn.Module[] sides = [.. own.children()];
        CollectionAssert.AreEqual(new[] { "first", "second" }, own.named_children().Select(c => c.name).ToArray());
        ObjectiveValue one = multi.Evaluate(data.Batch with { Heads = sides[0] }), other = order.Evaluate(data.Batch with { Heads = sides[1] });
        ObjectiveValue value = mixed.Evaluate(data.Batch with { Heads = own, Progress = 0.5 });
        Assert.AreEqual(0.4, value.Diagnostics!["weight"], 1e-12);
        Assert.AreEqual(one.Loss.item<float>(), value.Diagnostics["multi-token(heads=3)"], 1e-6);
        Assert.AreEqual(one.Diagnostics!["ahead 2"], value.Diagnostics["multi-token(heads=3): ahead 2"], 1e-6);
        Assert.AreEqual(other.Diagnostics!["order"], value.Diagnostics["token-order(window=4): order"], 1e-6);
        data.MustEqual(one.Loss * 0.6 + other.Loss * 0.4, value.Loss, own, tolerance: 1e-6);
    }

    [TestMethod]
    public void A_side_of_weight_0_is_not_evaluated_and_the_other_keeps_its_bits()
    {
        using var data = new TokenBatch();
        Probe first = new("a", 2), second = new("b", 3);
        TrainingObjective mixed = Objective.Mix(first, second, Schedule.Linear(0, 1));
        ObjectiveValue start = mixed.Evaluate(data.Batch with { Progress = 0 }), end = mixed.Evaluate(data.Batch with { Progress = 1 });
        Assert.AreEqual((1, 1), (first.Evaluations, second.Evaluations));
        CollectionAssert.AreEquivalent(new[] { "weight", "a", "a: factor" }, start.Diagnostics!.Keys.ToArray());
        CollectionAssert.AreEquivalent(new[] { "weight", "b", "b: factor" }, end.Diagnostics!.Keys.ToArray());
        Tensor square = data.Hidden.square().mean();
        Assert.AreEqual((square * 2).item<float>(), start.Loss.item<float>());
        Assert.AreEqual((square * 3).item<float>(), end.Loss.item<float>());
    }

    [TestMethod]
    public void Mixtures_nest()
    {
        using var data = new TokenBatch();
        TrainingObjective inner = Objective.Mix(new Probe("a", 1), Objective.TokenOrder(3), Schedule.Constant(0.25)), outer = Objective.Mix(inner, new Probe("c", 8), Schedule.Constant(0.5));
        using nn.Module own = outer.CreateHeads(data.Decoder, seed: 5)!;
        CollectionAssert.AreEqual(new[] { "first.second.weight" }, own.named_parameters().Select(p => p.name).ToArray());
        ObjectiveValue value = outer.Evaluate(data.Batch with { Heads = own });
        Tensor square = data.Hidden.square().mean();
        Tensor order = Objective.TokenOrder(3).Evaluate(data.Batch with { Heads = own.children().Single().children().Single() }).Loss;
        data.MustEqual((square * 0.75 + order * 0.25) * 0.5 + square * 4, value.Loss, own, tolerance: 1e-6);
        Assert.AreEqual("mix(mix(a, token-order(window=3), weight 0.25), c, weight 0.5)", outer.Name);
        Assert.IsTrue(value.Diagnostics!.ContainsKey("mix(a, token-order(window=3), weight 0.25): token-order(window=3): order"));
    }

    [TestMethod]
    public void Sides_without_heads_have_none_and_sides_of_one_name_are_told_apart()
    {
        using var data = new TokenBatch();
        TrainingObjective mixed = Objective.Mix(new Probe("a", 1), new Probe("a", 2), Schedule.Cosine(0, 1));
        Assert.IsNull(mixed.CreateHeads(data.Decoder, 1));
        ObjectiveValue value = mixed.Evaluate(data.Batch with { Progress = 0.5 });
        Assert.AreEqual((1, 2), (value.Diagnostics!["first a: factor"], value.Diagnostics["second a: factor"]));
        Assert.AreEqual("mix(NextTokenObjective, multi-token(heads=2), weight linear 0 to 1)", Objective.Mix(Objective.NextToken(), Objective.MultiToken(2), Schedule.Linear(0, 1)).Name);
    }

    [TestMethod]
    public void Heads_depend_on_the_seed_and_equal_sides_get_different_ones()
    {
        using var data = new TokenBatch();
        TrainingObjective mixed = Objective.Mix(Objective.TokenOrder(2), Objective.TokenOrder(3), Schedule.Constant(0.5));
        float[][] Weights(ulong seed)
        {
            using nn.Module heads = mixed.CreateHeads(data.Decoder, seed)!;
            return [.. heads.parameters().Select(p => p.data<float>().ToArray())];
        }
        float[][] one = Weights(1), same = Weights(1), other = Weights(2);
        CollectionAssert.AreEqual(one[0], same[0]);
        CollectionAssert.AreEqual(one[1], same[1]);
        CollectionAssert.AreNotEqual(one[0], other[0]);
        CollectionAssert.AreNotEqual(one[0], one[1]);
    }

    [TestMethod]
    [DataRow(-0.1)]
    [DataRow(1.5)]
    public void A_weight_outside_of_0_to_1_is_named(double weight)
    {
        using var data = new TokenBatch();
        string early = Assert.Throws<ArgumentOutOfRangeException>(() => Objective.Mix(new Probe("a", 1), new Probe("b", 1), Schedule.Linear(0, weight))).Message;
        StringAssert.StartsWith(early, FormattableString.Invariant($"The weight of b in a mixture must be in [0, 1], but its schedule, linear 0 to {weight}, gives {(weight < 0 ? weight / 2 : weight)} at progress {(weight < 0 ? 0.5 : 1)}."));
        var late = new OwnSchedule("mine", (step, _) => step == 7 ? weight : 0.5);
        string message = Assert.Throws<InvalidOperationException>(() => Objective.Mix(new Probe("a", 1), new Probe("b", 1), late).Evaluate(data.Batch with { Step = 7, Progress = 0.25 })).Message;
        Assert.AreEqual(FormattableString.Invariant($"The weight of b in a mixture must be in [0, 1], but its schedule, mine, gives {weight} at step 7, progress 0.25."), message);
    }

    [TestMethod]
    public void A_side_without_a_scalar_or_a_graph_is_named()
    {
        using var data = new TokenBatch();
        void Evaluate(Func<Tensor, Tensor> loss) => Objective.Mix(new Probe("a", 1), new Probe("mine", 1, loss), Schedule.Constant(0.5)).Evaluate(data.Batch);
        Assert.AreEqual("The loss of objective mine must be one number, but is of shape (3, 12, 16): take its mean.", Assert.Throws<InvalidOperationException>(() => Evaluate(h => h)).Message);
        StringAssert.StartsWith(Assert.Throws<InvalidOperationException>(() => Evaluate(h => h.detach().mean())).Message, "The loss of objective mine has no graph back to the hidden states");
        Assert.AreEqual("The loss of objective nothing must be one number, but there is none.", Assert.Throws<InvalidOperationException>(() => Objective.Mix(new Probe("a", 1), new Nothing(), Schedule.Constant(0.5)).Evaluate(data.Batch)).Message);
    }

    [TestMethod]
    public void A_side_that_does_not_fit_the_model_is_refused()
    {
        var config = new DecoderConfig { ContextLength = 32, VocabularySize = 259 };
        foreach (TrainingObjective mixed in new[] { Objective.Mix(Objective.NextToken(), Objective.MultiToken(33), Schedule.Constant(0)), Objective.Mix(Objective.TokenOrder(33), Objective.NextToken(), Schedule.Constant(1)) })
            StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => mixed.Validate(config)).Message, "33");
        Objective.Mix(Objective.TokenOrder(32), Objective.MultiToken(32), Schedule.Constant(0.5)).Validate(config);
    }

    [TestMethod]
    public void What_is_missing_is_named()
    {
        Assert.Throws<ArgumentNullException>(() => Objective.Mix(null!, Objective.NextToken(), Schedule.Constant(0)));
        Assert.Throws<ArgumentNullException>(() => Objective.Mix(Objective.NextToken(), null!, Schedule.Constant(0)));
        Assert.Throws<ArgumentNullException>(() => Objective.Mix(Objective.NextToken(), Objective.NextToken(), null!));
    }

    private sealed class Nothing : TrainingObjective
    {
        public override string Name => "nothing";

        public override ObjectiveValue Evaluate(ObjectiveBatch batch) => null!;
    }
}
