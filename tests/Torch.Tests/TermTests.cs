using static TorchSharp.torch;

namespace ResearchML.Torch.Tests;

[TestClass]
public sealed class TermTests
{
    private static readonly double[] X = [0.5, -2, 3], Y = [4, 0.25, -1];

    [TestMethod]
    public void Operators_are_those_of_numbers()
    {
        using var scope = NewDisposeScope();
        Term x = tensor(X), y = tensor(Y);
        Same(i => X[i] + Y[i], x + y);
        Same(i => X[i] - Y[i], x - y);
        Same(i => X[i] * Y[i], x * y);
        Same(i => X[i] / Y[i], x / y);
        Same(i => X[i] + Y[i] - X[i] * Y[i] / Y[i], x + y.Tensor - x.Tensor * y / y.Tensor);
        Same(i => (X[i] - Y[i]) / X[i], (x - y.Tensor) * y.Tensor / (x.Tensor * y));
        Same(i => X[i] + Y[i], x.Tensor + y);
        Same(i => X[i] - Y[i], x.Tensor - y);
        Same(i => X[i] / Y[i], x.Tensor / y);
        Same(i => -X[i], -x);
        Same(i => X[i] + 2, x + 2);
        Same(i => 2 + X[i], 2 + x);
        Same(i => X[i] - 0.5, x - 0.5);
        Same(i => 0.5 - X[i], 0.5 - x);
        Same(i => X[i] * 3, x * 3);
        Same(i => 3 * X[i], 3 * x);
        Same(i => X[i] / 8, x / 8);
        Same(_ => 1.5, x.Full(1.5));
        Same(i => Math.Exp(X[i]), x.Exp());
        Same(i => Math.Log(Math.Abs(X[i])), x.Abs().Log());
        Same(i => Math.Log(1 + Math.Abs(X[i])), x.Abs().Log1p());
        Same(i => Math.Exp(X[i]) - 1, x.Expm1());
        Same(i => Math.Max(X[i], 0.25), x.AtLeast(0.25));
        Same(i => Math.Min(X[i], 0.25), x.AtMost(0.25));
    }

    [TestMethod]
    public void Comparisons_make_masks_that_choose()
    {
        using var scope = NewDisposeScope();
        Term x = tensor(X), y = tensor(Y);
        Same(i => X[i] < Y[i] ? X[i] : Y[i], Term.Where(x < y, x, y));
        Same(i => X[i] > Y[i] ? X[i] : Y[i], Term.Where(x > y, x, y));
        Same(i => X[i] <= 0.5 ? X[i] : 7, Term.Where(x <= 0.5, x, 7));
        Same(i => X[i] >= 0.5 ? 7 : X[i], Term.Where(x >= 0.5, 7, x));
        Same(i => X[i] < 0.5 ? 7 : X[i], x.Filled(x < 0.5, 7));
        Same(i => X[i] > 0.5 ? 7 : X[i], x.Filled(x > 0.5, 7));
        Same(i => X[i] > 0 && Y[i] > 0 ? 1 : X[i], x.Filled((x > 0) & (y > 0), 1));
        Same(i => X[i] > 0 || Y[i] > 0 ? 1 : X[i], x.Filled((x > 0) | (y > 0), 1));
        Same(i => X[i] <= Y[i] && X[i] >= Y[i] ? 1 : X[i], x.Filled((x <= y) & (x >= y), 1));
        Same(i => X[i] > 0 ? X[i] : 1, x.Filled(!(x > 0), 1));
        Term whole = tensor(new[] { 1L << 40, (1L << 40) + 1 });
        Assert.AreEqual(1L << 40, whole.Filled(whole.Is((1L << 40) + 1), 1L << 40).Tensor.max().item<long>());
        Assert.IsTrue((whole < (1L << 40) + 1).Tensor[0].item<bool>());
    }

    [TestMethod]
    public void Gradients_pass()
    {
        using var scope = NewDisposeScope();
        Tensor input = tensor(X, requires_grad: true);
        Term x = input;
        (3 * x * x + x - 1).Tensor.sum().backward();
        Same(i => 6 * X[i] + 1, input.grad!);
    }

    // TorchSharp's own operators fail here within seconds: "Unknown scalar type", or worse.
    [TestMethod]
    public void Numbers_live_while_another_thread_makes_the_collector_run()
    {
        using var stop = new CancellationTokenSource();
        Task collector = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                GC.Collect(0);
        });
        try
        {
            for (int i = 0; i < 500; i++)
            {
                using var scope = NewDisposeScope();
                Term x = tensor(X);
                Tensor y = Term.Where(x < 1, (x + 2) * 0.5 - 1, x) - x / 4;
                Assert.AreEqual(0.125, ((Term)y[0]).ToDouble());
            }
        }
        finally
        {
            stop.Cancel();
            collector.Wait();
        }
    }

    [TestMethod]
    public void One_number_is_read_in_its_value_whatever_its_type()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(0.5, ((Term)tensor(0.5f, requires_grad: true)).ToDouble());
        Assert.AreEqual(7, ((Term)tensor(new[] { 7L })).ToDouble());
        Assert.Throws<ArgumentException>(() => ((Term)tensor(X)).ToDouble());
    }

    private static void Same(Func<int, double> expected, Tensor actual)
    {
        for (int i = 0; i < X.Length; i++)
            Assert.AreEqual(expected(i), actual[i].item<double>(), 4e-15 * Math.Max(1, Math.Abs(expected(i))));
    }
}
