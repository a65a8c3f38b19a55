using ResearchML.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The weights of a <see cref="Decoder"/> from and to the tensors of a checkpoint, under the names of its family.</summary>
internal static class DecoderWeights
{
    // Parameters from which on holes between activations are worth avoiding.
    private const long LargeModel = 100_000_000;

    /// <exception cref="CheckpointException">A tensor is missing, has another shape than the config gives it, or belongs to no parameter.</exception>
    public static Decoder Load(DecoderConfig config, SafetensorsFolder files, LoadModelOptions options, Device device)
    {
        // The config could ask for any amount of memory: compare it with the file before any weight is allocated.
        List<StoredTensor> tensors = Check(config, files);
        ScalarType stored = CommonType(tensors.Select(tensor => files[tensor.Name].DataType));
        if (config.CountParameters() > LargeModel)
            NativeHeap.GiveBackLargeBlocks();
        Decoder decoder = NewDecoder(config, new WeightPlacement(PrecisionChoice.Of(options.Precision, stored, device), device), stored);
        try
        {
            using var noGrad = no_grad();
            Dictionary<string, Parameter> parameters = decoder.named_parameters().ToDictionary(p => p.name, p => p.parameter);
            foreach (StoredTensor tensor in tensors)
                Fill([.. tensor.Parameters.Select(name => parameters[name])], tensor, files, options.MemoryMap);
            return decoder;
        }
        catch
        {
            decoder.Dispose();
            throw;
        }
    }

    /// <summary>A decoder whose weights belong to no dispose scope of the caller.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="place">Type and device of its weights.</param>
    /// <param name="stored">Type that they are saved in, if it is not their own.</param>
    public static Decoder NewDecoder(DecoderConfig config, WeightPlacement place, ScalarType? stored = null)
    {
        var decoder = new Decoder(config, place) { StoredType = StoredType(place.DataType, stored) };
        foreach ((string _, Parameter parameter) in decoder.named_parameters())
            parameter.DetachFromDisposeScope();
        return decoder;
    }

    /// <summary>The tensors of a checkpoint, in the caller's dispose scope: views of the weights where type and layout are theirs, else copies.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="type">Type of the tensors.</param>
    public static IEnumerable<KeyValuePair<string, Tensor>> Named(Decoder decoder, ScalarType type)
    {
        Dictionary<string, Parameter> parameters = decoder.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (StoredTensor tensor in CheckpointFamily.Of(decoder.Config.ModelType)!.Tensors(decoder.Config))
        {
            Tensor[] parts = [.. tensor.Parameters.Select(name => parameters[name].detach())];
            Tensor whole = parts.Length == 1 ? parts[0] : cat(parts, 0);
            yield return KeyValuePair.Create(tensor.Name, (tensor.Transposed ? whole.t() : whole).to(type));
        }
    }

    private static void Fill(IReadOnlyList<Parameter> parameters, StoredTensor tensor, SafetensorsFolder files, bool map)
    {
        using var scope = NewDisposeScope();
        if (parameters.Count == 1 && !tensor.Transposed)
        {
            // Nothing stands beside the weight itself: the largest one may be a quarter of the model.
            if (map && parameters[0].device_type == DeviceType.CPU && TypeOf(files[tensor.Name].DataType) == parameters[0].dtype && files.CanMap(tensor.Name))
                parameters[0].set_(files.Map(tensor.Name));
            else
                files.ReadInto(tensor.Name, parameters[0]);
            return;
        }
        Tensor whole = files.Read(tensor.Name, parameters[0].device);
        if (tensor.Transposed)
            whole = whole.t();
        long first = 0;
        foreach (Parameter parameter in parameters)
        {
            parameter.copy_(whole.narrow(0, first, parameter.shape[0]));
            first += parameter.shape[0];
        }
    }

    private static List<StoredTensor> Check(DecoderConfig config, SafetensorsFolder files)
    {
        CheckpointFamily family = CheckpointFamily.Of(config.ModelType)!;
        var present = files.Names.ToHashSet(StringComparer.Ordinal);
        var tensors = new List<StoredTensor>();
        foreach (StoredTensor expected in family.Tensors(config))
        {
            StoredTensor tensor = Spelled(expected, family.Prefix, present);
            if (!present.Remove(tensor.Name))
                throw new CheckpointException($"'{files.Source}' lacks the tensor \"{expected.Name}\" of shape {Show(expected.Shape)} that config.json asks for.");
            if (!files[tensor.Name].Shape.SequenceEqual(tensor.Shape))
                throw new CheckpointException($"'{files.FileOf(tensor.Name)}': the tensor \"{tensor.Name}\" has shape {Show(files[tensor.Name].Shape)}, but config.json asks for {Show(tensor.Shape)}.");
            if (TypeOf(files[tensor.Name].DataType) is null)
                throw new CheckpointException($"'{files.FileOf(tensor.Name)}': the tensor \"{tensor.Name}\" holds {files[tensor.Name].DataType}; weights must be F64, F32, F16 or BF16.");
            tensors.Add(tensor);
        }
        present.RemoveWhere(name => family.IsDispensable(name, config));
        if (present.Count > 0)
            throw new CheckpointException($"'{files.Source}' holds tensors that this model has no place for: {string.Join(", ", present.Order(StringComparer.Ordinal).Take(5).Select(n => $"\"{n}\""))}{(present.Count > 5 ? ", ..." : "")}.");
        return tensors;
    }

    // A model that was saved without its output layer has no prefix before its names.
    private static StoredTensor Spelled(StoredTensor tensor, string prefix, HashSet<string> present) =>
        !present.Contains(tensor.Name) && tensor.Name.StartsWith(prefix, StringComparison.Ordinal) && present.Contains(tensor.Name[prefix.Length..])
            ? tensor with { Name = tensor.Name[prefix.Length..] }
            : tensor;

    private static ScalarType CommonType(IEnumerable<string> types)
    {
        string[] distinct = [.. types.Distinct()];
        return distinct.Length == 1 ? TypeOf(distinct[0])!.Value : ScalarType.Float32;
    }

    private static ScalarType? TypeOf(string name) => name switch
    {
        "F64" => ScalarType.Float64,
        "F32" => ScalarType.Float32,
        "F16" => ScalarType.Float16,
        "BF16" => ScalarType.BFloat16,
        _ => null,
    };

    // Half-precision weights that were widened go back as they came, without loss; all others are saved as they are.
    private static ScalarType StoredType(ScalarType kept, ScalarType? stored) =>
        kept == ScalarType.Float32 && stored is ScalarType.Float16 or ScalarType.BFloat16 ? stored.Value : kept;

    private static string Show(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
