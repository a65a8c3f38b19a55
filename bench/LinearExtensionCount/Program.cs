using System.Diagnostics;
using System.Globalization;
using ResearchML.Bench;
using ResearchML.Transforms;

// Counts of attention-like orders (AttentionLike.cs) of 32, 64, 100 and 150 elements, seeds 1 to 20; perfect draws; networkx beside us on 12 elements.
// Arguments: the limit of states (default: the library's), and the number of elements (default: all four).
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Seeds = 20, Counts = 5; // counts of each order, of which the median stands
int[] numbers = [.. args.Select(int.Parse)];
int maxStates = numbers.Length > 0 ? numbers[0] : LinearExtensions.DefaultMaxStates;
int[] elements = numbers.Length > 1 ? numbers[1..] : [32, 64, 100, 150];

Console.WriteLine($"limit {maxStates} states; CPU seconds of the process, median (worst) of {Seeds} seeds; by seed, a limit that was met is marked !");
Console.WriteLine("| n | counted | count, s | states | allocated, MB | heap after, MB | log10 of the count | perfect draw, s |");
Console.WriteLine("|---|---|---|---|---|---|---|---|");
foreach (int n in elements)
    Measure(n);
using var self = Process.GetCurrentProcess();
Console.WriteLine($"peak working set: {self.PeakWorkingSet64 >> 20} MB");
Peer.Compare(rounds: 9);

void Measure(int n)
{
    // Until the JIT has compiled everything for sets of this width at its last tier.
    Poset warm = AttentionLike.Draw(n, 0);
    for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < 3000;)
    {
        LinearExtensions.Sample(warm, new LinearExtensionOptions { Count = 0, MaxStates = maxStates });
        Draw(warm, 0);
    }

    var counted = new List<bool>();
    List<double> seconds = [], states = [], allocated = [], heap = [], logs = [], draws = [];
    for (int seed = 1; seed <= Seeds; seed++)
    {
        Poset order = AttentionLike.Draw(n, seed);
        LinearExtensionSample sample = null!;
        long live = 0, allocations = 0;
        seconds.Add(Cpu.Median(Enumerable.Range(0, Counts).Select(_ =>
        {
            live = GC.GetTotalMemory(true);
            long before = GC.GetTotalAllocatedBytes(true);
            double time = Cpu.Seconds(() => sample = LinearExtensions.Sample(order, new LinearExtensionOptions { Count = 0, MaxStates = maxStates }));
            allocations = GC.GetTotalAllocatedBytes(true) - before;
            return time;
        }).ToList()));
        allocated.Add(allocations / 1e6);
        heap.Add((GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes - live) / 1e6);
        counted.Add(sample.Method == SamplingMethod.Exact);
        states.Add(sample.States);
        if (sample.Count is not null)
            logs.Add(sample.Log10Count);
        draws.Add(Cpu.Seconds(() => Draw(order, (ulong)seed)));
    }

    Console.WriteLine($"| {n} | {counted.Count(c => c)} of {Seeds} | {Of(seconds, "F3")} | {Of(states, "F0")} | {Of(allocated, "F1")} | {Of(heap, "F1")} | {(logs.Count > 0 ? Of(logs, "F1") : "-")} | {Of(draws, "F3")} |");
    Console.WriteLine($"<!-- n {n}, by seed: {string.Join(' ', seconds.Zip(counted, (s, c) => $"{s:F2}{(c ? "" : "!")}"))} -->");
}

static void Draw(Poset order, ulong seed) => LinearExtensions.Sample(order, new LinearExtensionOptions { Seed = seed, MaxStates = 0 });

static string Of(List<double> values, string format)
{
    double[] sorted = [.. values.Order()];
    return $"{Cpu.Median(sorted).ToString(format)} ({sorted[^1].ToString(format)})";
}
