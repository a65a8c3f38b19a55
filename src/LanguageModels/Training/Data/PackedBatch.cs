namespace ResearchML.LanguageModels;

/// <summary>A batch of contexts, row by row: inputs, their targets, and which document of the row each position belongs to.</summary>
internal sealed class PackedBatch(int batchSize, int contextLength)
{
    /// <summary>(B, T)</summary>
    public long[] Inputs { get; } = new long[batchSize * contextLength];

    /// <summary>(B, T): the token after each input, in the same document.</summary>
    public long[] Targets { get; } = new long[batchSize * contextLength];

    /// <summary>(B, T): 0, 1, ... from left to right in each row.</summary>
    public long[] Documents { get; } = new long[batchSize * contextLength];

    public int BatchSize => batchSize;

    public int ContextLength => contextLength;

    /// <summary>Whether a row holds more than one document, so that attention needs a mask.</summary>
    public bool HasBoundaries { get; private set; }

    /// <summary>Writes a run of one document: all but the last token are inputs, all but the first are targets.</summary>
    public void Fill(int row, int position, ReadOnlySpan<int> tokens, long document)
    {
        int start = row * contextLength + position;
        for (int i = 0; i < tokens.Length - 1; i++)
        {
            Inputs[start + i] = tokens[i];
            Targets[start + i] = tokens[i + 1];
            Documents[start + i] = document;
        }
        HasBoundaries |= document > 0;
    }
}
