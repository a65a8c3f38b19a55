using System.Diagnostics;
using ResearchML.Torch;
using ResearchML.Trainers;
using static ResearchML.Bench.Cpu;
using static TorchSharp.torch;

// CPU time of the k-shot loss over that of cross-entropy, forward and backward, 2048 rows of 4096 float32 logits: paired rounds, each side first in every other one.
int rounds = args.Length > 0 ? int.Parse(args[0]) : 40;
const long Rows = 2048, Vocabulary = 4096;
const double K = 64;
TorchRuntime.EnsureAvailable();
using var generator = new Generator(1);
using Tensor logits = (randn([Rows, Vocabulary], ScalarType.Float32, CPU, generator: generator) * 2).requires_grad_();
using Tensor targets = randint(0, Vocabulary, [Rows], ScalarType.Int64, CPU, generator: generator);

double Seconds(Func<Tensor> forward)
{
    using var scope = NewDisposeScope();
    TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
    forward().backward();
    double seconds = (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds;
    logits.grad = null;
    return seconds;
}

double KShot() => Seconds(() => KShotLoss.Forward(logits, targets, K));
double CrossEntropy() => Seconds(() => nn.functional.cross_entropy(logits, targets));

for (int i = 0; i < 3; i++)
    (KShot(), CrossEntropy()).ToString(); // warm-up
var pairs = new List<(double Ours, double Theirs)>();
for (int round = 0; round < rounds; round++)
{
    if (round % 2 == 0)
    {
        double ours = KShot();
        pairs.Add((ours, CrossEntropy()));
    }
    else
    {
        double theirs = CrossEntropy();
        pairs.Add((KShot(), theirs));
    }
}

double[] ratios = [.. pairs.Select(p => p.Ours / p.Theirs).Order()];
Console.WriteLine(FormattableString.Invariant($"{Rows} x {Vocabulary} float32, k = {K}, {rounds} rounds, {get_num_threads()} threads, CPU time of forward and backward:"));
Console.WriteLine(FormattableString.Invariant($"  k-shot {1000 * Median(pairs.Select(p => p.Ours)):f1} ms, cross-entropy {1000 * Median(pairs.Select(p => p.Theirs)):f1} ms (medians)"));
Console.WriteLine(FormattableString.Invariant(
    $"  k-shot / cross-entropy, paired: median {Median(ratios):f3}, quartiles {ratios[ratios.Length / 4]:f3} to {ratios[ratios.Length * 3 / 4]:f3}"));
