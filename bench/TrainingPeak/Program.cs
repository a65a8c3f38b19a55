using System.Diagnostics;
using System.Globalization;
using ResearchML.Bench;
using ResearchML.LanguageModels;
using ResearchML.Torch;
using TorchSharp.Modules;
using static ResearchML.Bench.Cpu;
using static TorchSharp.torch;

// Training speed beside PyTorch's, in rounds that take turns; the share of the largest product seen; the optimizer's share of a step; memory.
// Arguments: small or tiny (default both), --rounds N, --no-peer; --memory N: instead, this process's memory over N steps.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
TorchRuntime.EnsureAvailable();
int rounds = Argument("--rounds") is string given ? int.Parse(given) : 5;
foreach (Shape shape in new[] { Shape.Small, Shape.Tiny })
{
    if (args.Length == 0 || args[0].StartsWith('-') || args[0] == shape.Name)
    {
        if (args.Contains("--memory"))
            Memory(shape);
        else
            Measure(shape);
    }
}

void Memory(Shape shape)
{
    int steps = int.Parse(Argument("--memory")!);
    foreach ((int step, long bytes) in new Ours(shape).Memory(steps).Where(m => m.Step % (steps / 10) == 0))
        Console.WriteLine($"{shape.Name}, step {step}: {bytes / 1e6:f1} MB");
}

void Measure(Shape shape)
{
    int steps = shape == Shape.Small ? 3 : 30;
    Console.WriteLine($"{shape}; {rounds} rounds of {steps} steps, {get_num_threads()} threads");
    var ours = new Ours(shape);
    using Peer? peer = args.Contains("--no-peer") ? null : new Peer(shape);
    var speeds = new Dictionary<string, List<double>>();
    bool bfloat16 = PrecisionChoice.MultipliesBFloat16(CPU); // without the instructions it takes minutes, and tells nothing
    if (!bfloat16)
        Console.WriteLine("  This processor has no instructions for BF16: float32 only.");
    var shares = new List<(double Float32, double BFloat16)>();
    for (int round = -1; round < rounds; round++) // the first warms up
    {
        var (single, singleShare) = ours.Run(Precision.Float32, steps);
        double[]? peerSingle = peer?.Run("float32", steps);
        var (half, halfShare) = bfloat16 ? ours.Run(Precision.BFloat16, steps) : (null, double.NaN);
        double[]? peerHalf = bfloat16 ? peer?.Run("bfloat16", steps) : null;
        if (round < 0)
            continue;
        Add("ours float32", single);
        Add("ours BF16", half);
        Add("PyTorch float32", peerSingle);
        Add("PyTorch BF16", peerHalf);
        shares.Add((singleShare, halfShare));
    }

    foreach ((string side, List<double> medians) in speeds)
        Console.WriteLine($"  {side}: {shape.TokensPerStep / Median(medians):f0} tokens/s (rounds {shape.TokensPerStep / medians.Max():f0} to {shape.TokensPerStep / medians.Min():f0})");
    Console.WriteLine($"  share of the torch.mm peak ({ProductPeak.Of(CPU, ScalarType.Float32) / 1e9:f0} GFLOP/s): float32 {Median(shares.Select(s => s.Float32)):p0}{(bfloat16 ? $"; BF16 {Median(shares.Select(s => s.BFloat16)):p0} of {ProductPeak.Of(CPU, ScalarType.BFloat16) / 1e9:f0} GFLOP/s" : "")}");
    Ratio("ours BF16 / ours float32", "ours float32", "ours BF16");
    Ratio("ours float32 / PyTorch float32", "PyTorch float32", "ours float32");
    Ratio("ours BF16 / PyTorch BF16", "PyTorch BF16", "ours BF16");
    Optimizer(shape, Median(speeds["ours float32"]));

    void Add(string side, double[]? seconds)
    {
        if (seconds is null)
            return;
        if (!speeds.TryGetValue(side, out List<double>? medians))
            speeds[side] = medians = [];
        medians.Add(Median(seconds));
    }

    void Ratio(string what, string slower, string faster)
    {
        if (speeds.TryGetValue(slower, out List<double>? a) && speeds.TryGetValue(faster, out List<double>? b))
            Console.WriteLine($"  {what}: {Median(a.Zip(b, (x, y) => x / y)):f2} (pairs {a.Zip(b, (x, y) => x / y).Min():f2} to {a.Zip(b, (x, y) => x / y).Max():f2})");
    }
}

static void Optimizer(Shape shape, double step)
{
    using Decoder decoder = DecoderWeights.NewDecoder(shape.Decoder, new WeightPlacement(ScalarType.Float32, CPU));
    decoder.Initialize(1);
    (string, Parameter)[] weights = [.. decoder.named_parameters()];
    foreach ((string _, Parameter weight) in weights)
        weight.grad = zeros_like(weight);
    foreach ((string name, FusedAdamW? fused) in new[] { ("fused", FusedAdamW.ForThisLibtorch), ("tensor by tensor", null) })
    {
        using var optimizer = new ResearchML.LanguageModels.AdamW(weights, new AdamWOptions(), fused);
        var seconds = new List<double>();
        for (int i = 0; i < 12; i++)
        {
            long start = Stopwatch.GetTimestamp();
            optimizer.Clip();
            optimizer.Step(1e-4);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        Console.WriteLine($"  clipping and AdamW, {name}: {1e3 * Median(seconds.Skip(2)):f2} ms, {Median(seconds.Skip(2)) / step:p2} of a float32 step");
    }
}

string? Argument(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
