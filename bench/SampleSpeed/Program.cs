using ResearchML.LanguageModels;
using ResearchML.Torch;
using static ResearchML.Bench.Cpu;

// CPU time of k samples of one prompt, which goes through the network once, over that of GenerateBatch with k copies of it: paired rounds, each side first in every other one.
int rounds = args.Length > 0 ? int.Parse(args[0]) : 5;
const int K = 16, PromptTokens = 512;
TorchRuntime.EnsureAvailable();
var config = new DecoderConfig { Layers = 6, Width = 384, Heads = 6, ContextLength = 1024 };
using LanguageModel model = LanguageModel.Create(config, LanguageTokenizer.Bytes(), seed: 1);
string prompt = string.Concat(Enumerable.Range(0, PromptTokens - 1).Select(i => (char)('a' + i * 7 % 26))); // and BOS
string[] copies = [.. Enumerable.Repeat(prompt, K)];
Console.WriteLine(FormattableString.Invariant($"{config.Layers} layers of width {config.Width}, prompt of {PromptTokens} tokens, k = {K}, {rounds} rounds, {TorchSharp.torch.get_num_threads()} threads, CPU time:"));
foreach (int tokens in new[] { 1, 64 })
{
    var options = new GenerationOptions { MaxTokens = tokens, StopAtEos = false };
    double Sample() => Seconds(() => model.Sample(prompt, new SampleOptions { Samples = K, Generation = options }));
    double Batch() => Seconds(() => model.GenerateBatch(copies, options));
    (Sample(), Batch()).ToString(); // warm-up
    var pairs = new List<(double Sample, double Batch)>();
    for (int round = 0; round < rounds; round++)
    {
        if (round % 2 == 0)
        {
            double sample = Sample();
            pairs.Add((sample, Batch()));
        }
        else
        {
            double batch = Batch();
            pairs.Add((Sample(), batch));
        }
    }
    double[] ratios = [.. pairs.Select(p => p.Sample / p.Batch).Order()];
    Console.WriteLine(FormattableString.Invariant(
        $"  {tokens} new tokens: Sample {Median(pairs.Select(p => p.Sample)):f2} s, GenerateBatch {Median(pairs.Select(p => p.Batch)):f2} s; ratio of pairs: median {Median(ratios):f3}, from {ratios[0]:f3} to {ratios[^1]:f3}"));
}
