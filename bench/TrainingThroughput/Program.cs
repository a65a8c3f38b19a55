using ResearchML.LanguageModels;
using ResearchML.Torch;
using TrainingThroughput;
using static ResearchML.Bench.Cpu;

// Tokens per second of our trainer, ML.NET and all, over those of a bare TorchSharp loop of the same shape: paired rounds,
// each side first in every other one. A round's speed is that of its median step.
int rounds = args.Length > 0 ? int.Parse(args[0]) : 9;
var config = new Config(Layers: 4, Width: 128, Heads: 4, FeedForward: 352, Context: 256, Batch: 16, Steps: args.Length > 1 ? int.Parse(args[1]) : 15);
TorchRuntime.EnsureAvailable();
IReadOnlyList<TextDocument> documents = TextCorpus.ReferenceDocumentation();
string[] packed = [.. documents.Select(d => d.Text)];
string one = string.Join("\n", packed.Take(600));
long[] tokens = [.. LanguageTokenizer.Bytes().Encode(one).Select(id => (long)id)];

Console.WriteLine($"{config}, {rounds} rounds, {TorchSharp.torch.get_num_threads()} threads");
Console.WriteLine("ours / bare, tokens per second (1 = as fast):");
var bare = new BareLoop(config, tokens);
Compare("one long document: causal kernel on both sides", new OurTrainer(config, [one]));
Compare("real documents: ours masks their boundaries, the bare loop lets attention cross", new OurTrainer(config, packed));

void Compare(string what, OurTrainer ours)
{
    (ours.Run(), bare.Run()).ToString(); // warm-up
    var ratios = new List<double>();
    double ourSpeed = 0, bareSpeed = 0;
    for (int round = 0; round < rounds; round++)
    {
        double a, b;
        if (round % 2 == 0)
            (a, b) = (Median(ours.Run()), Median(bare.Run()));
        else
            (b, a) = (Median(bare.Run()), Median(ours.Run()));
        ratios.Add(b / a);
        (ourSpeed, bareSpeed) = (Math.Max(ourSpeed, 1 / a), Math.Max(bareSpeed, 1 / b));
    }
    ratios.Sort();
    double perStep = config.Batch * config.Context;
    Console.WriteLine(FormattableString.Invariant(
        $"  {what}: median {Median(ratios):f3}, rounds {ratios[0]:f3} to {ratios[^1]:f3}; best round {ourSpeed * perStep:f0} against {bareSpeed * perStep:f0} tokens/s"));
}
