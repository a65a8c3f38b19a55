using System.Text;
using System.Text.Unicode;

namespace ResearchML.LanguageModels;

/// <summary>Reads <c>vocab.json</c> and <c>merges.txt</c>, the files of GPT-2's tokenizer, which hold the vocabulary but not how text becomes words.</summary>
internal static class VocabularyAndMerges
{
    // By class: the pattern that Hugging Face's class of that name has, and whether it normalizes.
    private static readonly Dictionary<string, (string Pattern, bool Composes)> Classes = new()
    {
        ["GPT2Tokenizer"] = (WordPattern.Gpt2, false),
        ["PreTrainedTokenizer"] = (WordPattern.Gpt2, false),
        ["Qwen2Tokenizer"] = (WordPattern.Qwen, true),
    };

    /// <exception cref="CheckpointException">A file is damaged, or the tokenizer is of a class that is not supported.</exception>
    public static LanguageTokenizer Read(TokenizerSettings settings, IReadOnlyDictionary<string, byte[]> files, string place)
    {
        string className = settings.ClassName ?? "GPT2Tokenizer";
        string plain = className.EndsWith("Fast", StringComparison.Ordinal) ? className[..^4] : className;
        if (!Classes.TryGetValue(plain, out (string Pattern, bool Composes) kind))
            throw new CheckpointException($"'{Path.Combine(place, TokenizerFiles.Config)}': \"{className}\" is not supported with {TokenizerFiles.Vocabulary} and {TokenizerFiles.Merges}; supported: {string.Join(", ", Classes.Keys)}.");
        JsonFields vocab = JsonFields.Parse(files[TokenizerFiles.Vocabulary], Path.Combine(place, TokenizerFiles.Vocabulary));
        Dictionary<string, int> vocabulary = TokenizerJson.Vocabulary(vocab);
        BytePairMerges merges = TokenizerJson.Merges(vocab, vocabulary, Pairs(files[TokenizerFiles.Merges], Path.Combine(place, TokenizerFiles.Merges), vocabulary));
        var model = new BytePairModel(merges) { Patterns = [WordPattern.For(kind.Pattern)], AddPrefixSpace = settings.AddPrefixSpace, ComposeCharacters = kind.Composes };
        return TokenizerJson.Join(model, vocabulary, settings.Added, settings, files, bos: null, vocab);
    }

    private static IEnumerable<(string Left, string Right)> Pairs(byte[] file, string name, Dictionary<string, int> vocabulary)
    {
        if (!Utf8.IsValid(file))
            throw new CheckpointException($"'{name}' is not UTF-8.");
        int number = 0;
        foreach (string line in Encoding.UTF8.GetString(file).TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            string text = line.TrimEnd('\r');
            if (text.Length == 0 || (number == 1 && text.StartsWith("#version", StringComparison.Ordinal)))
                continue;
            if (text.Split(' ') is not [{ Length: > 0 } left, { Length: > 0 } right])
                throw new CheckpointException($"'{name}', line {number}: expected two tokens with a space between, but the line is \"{TokenizerFields.Shorten(text)}\".");
            if (((string[])[left, right, left + right]).FirstOrDefault(t => !vocabulary.ContainsKey(t)) is string unknown)
                throw new CheckpointException($"'{name}', line {number}: the merge names \"{TokenizerFields.Shorten(unknown)}\", which is not in the vocabulary.");
            yield return (left, right);
        }
    }
}
