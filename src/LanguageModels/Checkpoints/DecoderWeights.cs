using ResearchML.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The weights of a <see cref="Decoder"/> from and to safetensors, one tensor per parameter, under the parameter's own name.</summary>
internal static class DecoderWeights
{
    private const string TiedHead = "lm_head.weight";

    /// <exception cref="CheckpointException">A tensor is missing, has another shape than the config gives it, or belongs to no parameter.</exception>
    public static Decoder Load(DecoderConfig config, SafetensorsFile file, string fileName, Device device)
    {
        // The config could ask for any amount of memory: compare it with the file before any weight is allocated.
        CheckShapes(config, file, fileName);
        Decoder decoder = NewDecoder(config, device);
        try
        {
            using var noGrad = no_grad();
            foreach ((string name, Parameter parameter) in decoder.named_parameters())
            {
                using Tensor tensor = file.Read(name, device);
                parameter.copy_(tensor);
            }
            return decoder;
        }
        catch
        {
            decoder.Dispose();
            throw;
        }
    }

    /// <summary>A decoder whose weights belong to no dispose scope of the caller.</summary>
    public static Decoder NewDecoder(DecoderConfig config, Device device)
    {
        var decoder = new Decoder(config, device);
        foreach ((string _, Parameter parameter) in decoder.named_parameters())
            parameter.DetachFromDisposeScope();
        return decoder;
    }

    public static IEnumerable<KeyValuePair<string, Tensor>> Named(Decoder decoder) =>
        decoder.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter));

    private static void CheckShapes(DecoderConfig config, SafetensorsFile file, string fileName)
    {
        var present = file.Names.ToHashSet(StringComparer.Ordinal);
        foreach ((string name, long[] shape) in DecoderShapes.Of(config))
        {
            if (!present.Remove(name))
                throw new CheckpointException($"'{fileName}' lacks the tensor \"{name}\" of shape {Show(shape)} that config.json asks for.");
            if (!file[name].Shape.SequenceEqual(shape))
                throw new CheckpointException($"'{fileName}': the tensor \"{name}\" has shape {Show(file[name].Shape)}, but config.json asks for {Show(shape)}.");
            if (file[name].DataType is not ("F32" or "F16" or "BF16" or "F64"))
                throw new CheckpointException($"'{fileName}': the tensor \"{name}\" holds {file[name].DataType}; weights must be F64, F32, F16 or BF16.");
        }
        // Old checkpoints store the tied output layer as well, and the rotary frequencies, which follow from the config.
        present.RemoveWhere(name => (config.TieEmbeddings && name == TiedHead) || name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal));
        if (present.Count > 0)
            throw new CheckpointException($"'{fileName}' holds tensors that this model has no place for: {string.Join(", ", present.Order(StringComparer.Ordinal).Take(5).Select(n => $"\"{n}\""))}{(present.Count > 5 ? ", ..." : "")}.");
    }

    private static string Show(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
