using System.Globalization;
using ResearchML.LanguageModels;
using ResearchML.Torch;
using ResearchML.Transforms;
using static ResearchML.Bench.Cpu;
using static TorchSharp.torch;

// What reading attention between sentences costs beside the same model's plain forward pass (scaled_dot_product_attention, no output layer), one thread, CPU time, paired rounds;
// the memory it takes beside that; and a permuted token beside a decoded one. Arguments: rounds (default 5).
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int rounds = args.Length > 0 ? int.Parse(args[0]) : 5;
const int Orders = 10;
TorchRuntime.EnsureAvailable();
set_num_threads(1);
var config = new DecoderConfig { Layers = 8, Width = 512, Heads = 8, ContextLength = 4096 };
using LanguageModel model = LanguageModel.Create(config, LanguageTokenizer.Bytes(), seed: 1);
(string Name, LayerRange Layers, double Target)[] ways = [("one layer, the last", LayerRange.Single(7), 1.10), ("exit at three quarters", LayerRange.FractionOfDepth(0.75), 0.75), ("all layers", LayerRange.All, 1.25)];
Console.WriteLine($"{config.Layers} layers of width {config.Width}, {config.Heads} heads; {rounds} rounds, one thread, CPU time over that of the plain pass, medians of pairs:");
foreach (int length in new[] { 1024, 4096 })
{
    var document = new Document(model, length);
    using Tensor tokens = tensor(document.Tokens, [1, length], device: CPU);
    void Plain()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        model.Decoder.Hidden(tokens);
    }
    void Read(LayerRange layers) => SentenceDependence.Measure(model, document.Sentences, new SentenceDependenceOptions { Layers = layers });

    Plain();
    Read(LayerRange.All);
    var ratios = ways.ToDictionary(way => way.Name, _ => new List<double>());
    var plain = new List<double>();
    for (int round = 0; round < rounds; round++)
    {
        plain.Add(Seconds(Plain));
        foreach ((string name, LayerRange layers, _) in ways.OrderBy(_ => Random.Shared.Next()))
            ratios[name].Add(Seconds(() => Read(layers)) / plain[^1]);
    }
    Console.WriteLine($"  T = {length}, {document.Sentences.Count} sentences: plain pass {Median(plain):f2} s");
    foreach ((string name, _, double target) in ways)
        Console.WriteLine($"    {name}: {Median(ratios[name]):f3} ({ratios[name].Min():f3} to {ratios[name].Max():f3}), target {target:f2}");
    double before = PeakMegabytes(Plain), after = PeakMegabytes(() => Read(LayerRange.All));
    Console.WriteLine($"    peak memory: plain {before:f0} MB, all layers {after:f0} MB, {after - before:+0;-0} MB (target at 4096: +200)");
    Tokens(document, length);
}

// A token that permutation makes, splitting left out (the sentences are given), beside one that is decoded.
void Tokens(Document document, int length)
{
    const int NewTokens = 64;
    int promptLength = length / 2; // what stands before a token of such a document on the average
    var edges = new DependenceEdgeOptions { StrongestPerSentence = 1, MinimumLift = 1 };
    int synthetic = 0;
    double permuted = Seconds(() =>
    {
        SentenceDependence dependence = SentenceDependence.Measure(model, document.Sentences);
        int[][] orders = LinearExtensions.Sample(Poset.FromEdges(document.Sentences.Count, dependence.Edges(edges)), Orders);
        synthetic = orders.Sum(order => SentenceOrder.Apply(document.Sentences, order).Length);
    }) / synthetic;
    string prompt = string.Concat(document.Sentences)[..promptLength];
    foreach (int batch in new[] { 1, 10 })
    {
        string[] prompts = [.. Enumerable.Repeat(prompt, batch)];
        double decoded = Seconds(() => model.GenerateBatch(prompts, new GenerationOptions { MaxTokens = NewTokens, StopAtEos = false }))
            - Seconds(() => model.GenerateBatch(prompts, new GenerationOptions { MaxTokens = 1, StopAtEos = false }));
        double each = decoded / (batch * (NewTokens - 1));
        Console.WriteLine($"    a token: permuted {1e6 * permuted:f1} µs ({Orders} orders a pass), decoded at batch {batch} {1e6 * each:f0} µs: {each / permuted:f0} times{(batch == 10 ? " (target 50)" : "")}");
    }
}

// The most resident memory while it runs; Linux forgets the peak so far when 5 is written to clear_refs.
static double PeakMegabytes(Action work)
{
    GC.Collect();
    File.WriteAllText("/proc/self/clear_refs", "5");
    work();
    string line = File.ReadLines("/proc/self/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
    return double.Parse(line["VmHWM:".Length..^"kB".Length]) / 1024;
}
