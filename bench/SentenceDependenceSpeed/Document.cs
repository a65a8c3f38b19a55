using ResearchML.LanguageModels;

/// <summary>A document of an exact number of tokens, its sentences of 10 to 39.</summary>
internal sealed class Document
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    public Document(LanguageModel model, int tokens)
    {
        var random = new Random(1);
        var sentences = new List<string>();
        for (int left = tokens - 1; left > 0; left -= sentences[^1].Length) // a byte a token, and BOS
            sentences.Add(new string([.. Enumerable.Range(0, Math.Min(left, random.Next(10, 40))).Select(_ => Letters[random.Next(Letters.Length)])]));
        Sentences = sentences;
        Tokens = [model.Tokenizer.BosId!.Value, .. model.Tokenizer.Encode(string.Concat(sentences)).Select(id => (long)id)];
    }

    public IReadOnlyList<string> Sentences { get; }

    public long[] Tokens { get; }
}
