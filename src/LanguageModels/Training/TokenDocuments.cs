namespace ResearchML.LanguageModels;

/// <summary>A corpus as token ids: each document is BOS, its tokens, EOS, as far as the tokenizer has them.</summary>
internal sealed class TokenDocuments
{
    private readonly List<int[]> _documents = [];

    /// <summary>Texts that had no tokens and were left out.</summary>
    public int EmptyCount { get; private set; }

    /// <summary>Tokens of all documents, BOS and EOS included.</summary>
    public long TokenCount { get; private set; }

    public int Count => _documents.Count;

    public int[] this[int index] => _documents[index];

    public void Add(string? text, LanguageTokenizer tokenizer)
    {
        IReadOnlyList<int> tokens = tokenizer.Encode(text ?? "");
        if (tokens.Count == 0)
        {
            EmptyCount++;
            return;
        }
        int[] document = [.. Id(tokenizer.BosId), .. tokens, .. Id(tokenizer.EosId)];
        _documents.Add(document);
        TokenCount += document.Length;
    }

    private static int[] Id(int? id) => id is int value ? [value] : [];
}
