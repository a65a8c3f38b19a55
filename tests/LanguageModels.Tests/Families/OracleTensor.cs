using System.Text.Json.Nodes;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

/// <summary>One tensor of a checkpoint in float64, row by row.</summary>
/// <param name="Shape">Its shape in the file.</param>
/// <param name="Values">Tests may change them.</param>
internal sealed record OracleTensor(long[] Shape, double[] Values)
{
    /// <summary>All tensors of a folder, from one file or from shards.</summary>
    public static Dictionary<string, OracleTensor> ReadAll(string folder, bool roundToBFloat16)
    {
        string index = Path.Combine(folder, "model.safetensors.index.json");
        if (!File.Exists(index))
            return ReadFile(Path.Combine(folder, "model.safetensors"), roundToBFloat16);
        var map = JsonNode.Parse(File.ReadAllText(index))!["weight_map"]!.AsObject().ToDictionary(p => p.Key, p => (string)p.Value!);
        var shards = map.Values.Distinct().ToDictionary(shard => shard, shard => ReadFile(Path.Combine(folder, shard), roundToBFloat16));
        return map.ToDictionary(p => p.Key, p => shards[p.Value][p.Key]);
    }

    private static Dictionary<string, OracleTensor> ReadFile(string path, bool roundToBFloat16)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(path);
        return file.Names.ToDictionary(name => name, name => Read(file.Read(name), roundToBFloat16));
    }

    private static OracleTensor Read(Tensor tensor, bool roundToBFloat16)
    {
        Tensor stored = roundToBFloat16 && tensor.is_floating_point() ? tensor.to(ScalarType.BFloat16) : tensor;
        return new OracleTensor(tensor.shape, stored.to(ScalarType.Float64).contiguous().data<double>().ToArray());
    }
}
