using System.Globalization;
using DecodeSpeed;
using static TorchSharp.torch;

// Decoding and scoring with the shapes of published models and weights that are noise:
//   speed:  milliseconds a token, batch 1, over those that reading the weights once takes, paired rounds;
//   memory: peak of a process that loads, generates and scores, less that of one with a tiny model, over weights and cache.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
ResearchML.Torch.TorchRuntime.EnsureAvailable();
if (args is ["--memory", string modelFolder])
{
    MemoryUse.Print(modelFolder);
    return;
}
int rounds = args.Length > 0 ? int.Parse(args[0]) : 15;
string root = Directory.CreateTempSubdirectory("decode-speed-").FullName;
try
{
    string tiny = Path.Combine(root, "tiny");
    RealSize.Tiny.Write(tiny, ScalarType.BFloat16);
    long program = MemoryUse.Measure(tiny).Peak;
    foreach ((RealSize shape, ScalarType type, bool map) in new[]
    {
        (RealSize.Small, ScalarType.BFloat16, false), (RealSize.Small, ScalarType.BFloat16, true), (RealSize.Small, ScalarType.Float32, false), (RealSize.Medium, ScalarType.BFloat16, false),
    })
    {
        string folder = Path.Combine(root, $"{shape.Layers}-{type}");
        if (!Directory.Exists(folder))
            shape.Write(folder, type);
        Console.WriteLine($"{shape.Name}, {type}{(map ? ", memory-mapped" : "")}");
        Speed.Print(folder, map, rounds);
        if (!map)
        {
            MemoryUse use = MemoryUse.Measure(folder);
            double needed = use.Weights + use.Cache;
            Console.WriteLine($"  memory: weights {use.Weights / 1e6:f0} MB and cache {use.Cache / 1e6:f0} MB; peak {use.Peak / 1e6:f0} MB, of which {program / 1e6:f0} with a tiny model: {(use.Peak - program) / needed:f3} (all of it: {use.Peak / needed:f3})");
        }
    }
}
finally
{
    Directory.Delete(root, recursive: true);
}
