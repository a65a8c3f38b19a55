using System.Globalization;
using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers;

/// <summary>The heads beyond the first. A ModuleList by itself would do, but has no parameters in TorchSharp 0.107 until it is part of another module.</summary>
internal sealed class MultiTokenHeads : nn.Module
{
    private readonly DecoderHead[] _heads;

    public MultiTokenHeads(Decoder decoder, int heads, ulong seed)
        : base(nameof(MultiTokenHeads))
    {
        _heads = [.. Enumerable.Range(2, heads - 1).Select(ahead => new DecoderHead(decoder, ComponentSeed.Mix(seed, (ulong)ahead)))];
        for (int i = 0; i < _heads.Length; i++)
            register_module((i + 2).ToString(CultureInfo.InvariantCulture), _heads[i]);
    }

    public int Count => _heads.Length;

    /// <summary>The head that predicts so many tokens ahead, from 2 on.</summary>
    public DecoderHead Ahead(int ahead) => _heads[ahead - 2];
}
