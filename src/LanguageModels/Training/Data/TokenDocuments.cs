namespace ResearchML.LanguageModels;

/// <summary>A corpus in memory as token ids: each document is BOS, its tokens, EOS, as far as the tokenizer has them.</summary>
internal sealed class TokenDocuments : ITokenDocuments
{
    private readonly List<int[]> _documents = [];

    /// <summary>Texts that had no tokens and were left out.</summary>
    public int EmptyCount { get; private set; }

    /// <inheritdoc/>
    public long TokenCount { get; private set; }

    /// <inheritdoc/>
    public int Count => _documents.Count;

    /// <inheritdoc/>
    public int LengthOf(int document) => _documents[document].Length;

    /// <inheritdoc/>
    public void Copy(int document, int from, Span<int> destination) => _documents[document].AsSpan(from, destination.Length).CopyTo(destination);

    /// <inheritdoc/>
    public string Fingerprint()
    {
        using var hash = new TokenHash();
        foreach (int[] document in _documents)
            hash.Add(document);
        return FormattableString.Invariant($"{Count} documents, {TokenCount} tokens, {Convert.ToHexStringLower(hash.Current())}");
    }

    public void Add(string? text, LanguageTokenizer tokenizer) => Add(Encode(text, tokenizer));

    public void Add(int[] document)
    {
        if (document.Length == 0)
        {
            EmptyCount++;
            return;
        }
        _documents.Add(document);
        TokenCount += document.Length;
    }

    /// <summary>A document's ids, with BOS and EOS; none for a text without tokens.</summary>
    public static int[] Encode(string? text, LanguageTokenizer tokenizer)
    {
        IReadOnlyList<int> tokens = tokenizer.Encode(text ?? "");
        return tokens.Count == 0 ? [] : [.. Id(tokenizer.BosId), .. tokens, .. Id(tokenizer.EosId)];
    }

    private static int[] Id(int? id) => id is int value ? [value] : [];
}
