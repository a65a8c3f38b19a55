using ResearchML.LanguageModels;

namespace ResearchML.Bench;

/// <summary>What both sides train.</summary>
internal sealed record Shape(string Name, int Layers, int Width, int Heads, int Context, int Batch, int Vocabulary)
{
    public static Shape Small { get; } = new("small", 6, 384, 6, 256, 8, 4096);

    public static Shape Tiny { get; } = new("tiny", 4, 128, 4, 128, 16, 96);

    public int TokensPerStep => Batch * Context;

    public DecoderConfig Decoder => new() { Layers = Layers, Width = Width, Heads = Heads, ContextLength = Context, VocabularySize = Vocabulary };

    public override string ToString() => $"{Name}: {Layers} layers, width {Width}, context {Context}, batch {Batch}, vocabulary {Vocabulary}";
}
