using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A decoder's weights by name, held so that they outlive the decoder's disposal while a step reads them.</summary>
internal sealed class StepWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors;

    public StepWeights(Decoder decoder) =>
        // Another handle of the same memory.
        _tensors = decoder.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().DetachFromDisposeScope(), StringComparer.Ordinal);

    public Tensor Tensor(string name) => _tensors[name];

    public StoredMatrix Matrix(string name) => new(_tensors[name + ".weight"], _tensors.GetValueOrDefault(name + ".bias"));

    public StepNorm Norm(string name, double epsilon) => new(Vector(name + ".weight"), _tensors.ContainsKey(name + ".bias") ? Vector(name + ".bias") : null, epsilon);

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
            tensor.Dispose();
    }

    private float[] Vector(string name)
    {
        var numbers = new float[_tensors[name].numel()];
        new StoredNumbers(_tensors[name]).Load(0, numbers);
        return numbers;
    }
}
