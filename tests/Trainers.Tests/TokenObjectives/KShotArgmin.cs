using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

/// <summary>The minimiser of Σ π_y·L(p_y) on the simplex, by Newton's method on the loss's own autograd gradient: it knows nothing of the link.</summary>
internal static class KShotArgmin
{
    /// <summary>The minimiser, and the residual of the conditions for it: the spread of −π_y·L'(p_y), which are to be equal, over their size, and that of Σ p = 1.</summary>
    public static (double[] Argmin, double Residual) Find(double[] pi, double k)
    {
        const double h = 1e-4;
        double[] z = [.. pi.Select(_ => -Math.Log(pi.Length - 1))]; // log-odds of each outcome, on their way to Σ σ(z) = 1
        for (int iteration = 0; ; iteration++)
        {
            double[] e = LogMultipliers(z, pi, k), up = LogMultipliers([.. z.Select(x => x + h)], pi, k), down = LogMultipliers([.. z.Select(x => x - h)], pi, k);
            double[] slope = [.. up.Zip(down, (a, b) => (a - b) / (2 * h))];
            double[] p = [.. z.Select(x => 1 / (1 + Math.Exp(-x)))], rise = [.. z.Select(x => 1 / ((1 + Math.Exp(-x)) * (1 + Math.Exp(x))))];
            double above = 1 - p.Sum(), below = 0;
            for (int y = 0; y < z.Length; y++)
            {
                above += rise[y] * e[y] / slope[y];
                below += rise[y] / slope[y];
            }
            double[] step = [.. e.Zip(slope, (a, s) => (above / below - a) / s)];
            double longest = step.Max(Math.Abs), residual = Math.Exp(e.Max() - e.Min()) - 1 + Math.Abs(1 - p.Sum());
            if (residual <= 2e-13 || iteration == 100)
                return (p, residual);
            for (int y = 0; y < z.Length; y++)
                z[y] += step[y] * Math.Min(1, 1 / longest);
        }
    }

    /// <summary>The greatest derivative of Σ π_y·L(p_y) by the logits of one softmax.</summary>
    public static double SoftmaxGradient(double[] p, double[] pi, double k)
    {
        using var scope = NewDisposeScope();
        Tensor logits = tensor(p, device: CPU).log().requires_grad_(); // (n)
        Tensor rows = KShotLoss.Rows(logits.expand(p.Length, p.Length), arange(p.Length, ScalarType.Int64, CPU), k); // (n, n) -> (n)
        (rows * tensor(pi, device: CPU)).sum().backward();
        return logits.grad!.abs().max().item<double>();
    }

    /// <summary>ln(−π·L'(p)) at p = σ(z): the loss of two tokens with logits (z, 0) has the derivative L'(p)·p·(1 − p) by z.</summary>
    private static double[] LogMultipliers(double[] z, double[] pi, double k)
    {
        using var scope = NewDisposeScope();
        Tensor odds = tensor(z, device: CPU).requires_grad_(); // (n)
        KShotLoss.Rows(stack([odds, zeros_like(odds)], 1), zeros(z.Length, ScalarType.Int64, CPU), k).sum().backward();
        return ((-odds.grad!).log() + nn.functional.softplus(odds.detach(), 1, 1000) + nn.functional.softplus(-odds.detach(), 1, 1000) + tensor(pi, device: CPU).log()).data<double>().ToArray();
    }
}
