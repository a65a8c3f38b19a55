using static TorchSharp.torch;

namespace ResearchML.Trainers;

/// <summary>The heads of a mixture's two sides.</summary>
internal sealed class MixedHeads : nn.Module
{
    public MixedHeads(nn.Module? first, nn.Module? second)
        : base(nameof(MixedHeads))
    {
        if (first is not null)
            register_module("first", first);
        if (second is not null)
            register_module("second", second);
    }

    // Not in fields, which TorchSharp would take for further children.
    public nn.Module? First => Side("first");

    public nn.Module? Second => Side("second");

    private nn.Module? Side(string name) => named_children().FirstOrDefault(c => c.name == name).module;
}
