namespace ResearchML.LanguageModels;

/// <summary>A corpus as token ids, document by document, in memory or in a mapped file.</summary>
internal interface ITokenDocuments
{
    /// <summary>Documents that have tokens.</summary>
    int Count { get; }

    /// <summary>Tokens of all documents, BOS and EOS included.</summary>
    long TokenCount { get; }

    /// <summary>Tokens of a document.</summary>
    int LengthOf(int document);

    /// <summary>Copies tokens of a document from a position on.</summary>
    void Copy(int document, int from, Span<int> destination);

    /// <summary>Counts and a hash of all tokens: equal for equal corpora only.</summary>
    string Fingerprint();
}
