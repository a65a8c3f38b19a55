using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class AdamWTests
{
    private static readonly AdamWOptions Options = new() { WeightDecay = 0.1, GradientClip = 1e9 };

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void It_takes_the_steps_of_TorchSharps_own(bool fused)
    {
        using var scope = NewDisposeScope();
        FusedAdamW? update = fused ? FusedAdamW.ForThisLibtorch : null;
        Assert.AreEqual(fused, update is not null, "this is the libtorch that the fused update was tested with");
        (string, Parameter)[] ours = Weights(), stock = Weights();
        using var optimizer = new AdamW(ours, Options, update);
        TorchSharp.Modules.AdamW.ParamGroup[] groups =
        [
            new(stock.Where(w => w.Item2.dim() > 1).Select(w => w.Item2), lr: 0.01, beta1: Options.Beta1, beta2: Options.Beta2, eps: Options.Epsilon, weight_decay: 0.1),
            new(stock.Where(w => w.Item2.dim() <= 1).Select(w => w.Item2), lr: 0.01, beta1: Options.Beta1, beta2: Options.Beta2, eps: Options.Epsilon, weight_decay: 0),
        ];
        using var reference = new TorchSharp.Modules.AdamW(groups, 0.01);
        for (int step = 0; step < 20; step++)
        {
            foreach (((string _, Parameter a), (string _, Parameter b)) in ours.Zip(stock))
            {
                using var noGrad = no_grad();
                a.grad = randn(a.shape, device: CPU, generator: new Generator((ulong)step, CPU)) * Math.Pow(10, step % 5 - 2);
                b.grad = a.grad.clone();
            }
            optimizer.Step(0.01);
            reference.step();
        }
        foreach (((string name, Parameter a), (string _, Parameter b)) in ours.Zip(stock))
            Assert.IsLessThan(1e-6f, (a - b).abs().max().item<float>(), name);
        Assert.AreEqual(20, optimizer.Steps);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Gradients_are_scaled_to_the_norm_and_their_own_is_returned(bool fused)
    {
        using var scope = NewDisposeScope();
        (string, Parameter)[] weights = Weights();
        using var optimizer = new AdamW(weights, Options with { GradientClip = 2 }, fused ? FusedAdamW.ForThisLibtorch : null);
        foreach ((string _, Parameter weight) in weights)
            weight.grad = ones_like(weight);
        double count = weights.Sum(w => w.Item2.numel());
        Assert.AreEqual(Math.Sqrt(count), optimizer.Clip(), 1e-4);
        Assert.AreEqual(2, optimizer.Clip(), 1e-5);
        Assert.AreEqual(2 / Math.Sqrt(count), weights[1].Item2.grad![0].item<float>(), 1e-6);
    }

    [TestMethod]
    public void The_formula_keeps_its_numbers_beside_a_thread_that_allocates()
    {
        using var stop = new CancellationTokenSource();
        Task allocating = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                GC.KeepAlive(new byte[100]);
        });
        try
        {
            using var scope = NewDisposeScope();
            (string, Parameter)[] weights = Weights();
            using var optimizer = new AdamW(weights, Options with { GradientClip = 1 }, null);
            foreach ((string _, Parameter weight) in weights)
                weight.grad = ones_like(weight);
            for (int step = 0; step < 10_000; step++)
            {
                optimizer.Clip();
                optimizer.Step(1e-3);
            }
        }
        finally
        {
            stop.Cancel();
            allocating.Wait();
        }
    }

    [TestMethod]
    public void A_resumed_one_goes_on_as_if_it_had_not_stopped()
    {
        using var scope = NewDisposeScope();
        (string, Parameter)[] whole = Weights(), parted = Weights();
        using var one = new AdamW(whole, Options, FusedAdamW.ForThisLibtorch);
        var first = new AdamW(parted, Options, FusedAdamW.ForThisLibtorch);
        Steps(one, whole, 0, 8);
        Steps(first, parted, 0, 5);
        using var second = new AdamW(parted, Options, FusedAdamW.ForThisLibtorch);
        foreach ((KeyValuePair<string, Tensor> from, KeyValuePair<string, Tensor> to) in first.State.Zip(second.State))
        {
            Assert.AreEqual(from.Key, to.Key);
            to.Value.copy_(from.Value);
        }
        first.Dispose();
        second.Resume(5);
        Steps(second, parted, 5, 8);
        foreach (((string name, Parameter a), (string _, Parameter b)) in whole.Zip(parted))
            Assert.IsTrue(a.equal(b).all().item<bool>(), name);

        static void Steps(AdamW optimizer, (string, Parameter)[] weights, int from, int to)
        {
            for (int step = from; step < to; step++)
            {
                foreach ((string _, Parameter weight) in weights)
                    weight.grad = randn(weight.shape, device: CPU, generator: new Generator((ulong)step, CPU));
                optimizer.Step(0.01);
            }
        }
    }

    [TestMethod]
    public void A_weight_that_the_loss_does_not_reach_keeps_its_moments_at_zero()
    {
        using var scope = NewDisposeScope();
        (string, Parameter)[] weights = Weights();
        using var optimizer = new AdamW(weights, Options with { WeightDecay = 0 }, FusedAdamW.ForThisLibtorch);
        using Tensor before = weights[1].Item2.detach().clone();
        weights[0].Item2.grad = ones_like(weights[0].Item2);
        optimizer.Step(0.01);
        Assert.IsTrue(before.equal(weights[1].Item2).all().item<bool>());
    }

    private static (string, Parameter)[] Weights() =>
    [
        ("matrix", new Parameter(randn([7, 5], device: CPU, generator: new Generator(1, CPU)))),
        ("gain", new Parameter(ones(5, device: CPU))),
        ("cube", new Parameter(randn([2, 3, 4], device: CPU, generator: new Generator(2, CPU)))),
    ];
}
