namespace TrainingThroughput;

/// <summary>What both sides train.</summary>
internal sealed record Config(int Layers, int Width, int Heads, int FeedForward, int Context, int Batch, int Steps)
{
    public int Vocabulary => 259;
}
