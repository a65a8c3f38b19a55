using System.Text;
using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>Reads Hugging Face's <c>tokenizer.json</c> where it is a byte-level BPE. What else it may hold is refused by name.</summary>
internal static class TokenizerJson
{
    private const string Supported = "supported: byte-level BPE as of GPT-2, Llama 3 and Qwen";

    /// <summary>What kind of tokenizer a file holds: null for byte-level BPE, else a name for errors.</summary>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public static string? OtherKind(JsonFields file)
    {
        JsonFields model = file.Object("model") ?? throw file.Unsupported("the field \"model\" is missing");
        string type = model.Text("type") ?? (model.Value("merges") is not null ? "BPE" : "no type");
        return type != "BPE" ? type : Types(file.Object("pre_tokenizer")).Contains("ByteLevel") ? null : "BPE that is not byte-level";
    }

    /// <exception cref="CheckpointException">The file is damaged or asks for what is not supported.</exception>
    public static LanguageTokenizer Read(JsonFields file, TokenizerSettings settings, IReadOnlyDictionary<string, byte[]> files)
    {
        JsonFields model = file.Object("model")!.Value;
        if (model.Double("dropout", 0) != 0)
            throw model.Unsupported("\"dropout\" is set, which is not supported");
        model.MustBe("byte_fallback", false);
        foreach (string name in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
        {
            if (model.Text(name) is { Length: > 0 } text)
                throw model.Unsupported($"\"{name}\" is \"{text}\", which is not supported");
        }
        if (file.Object("decoder") is JsonFields decoder && Types(decoder).FirstOrDefault(t => t is not ("ByteLevel" or "Sequence")) is string type)
            throw decoder.Unsupported($"the decoder \"{type}\" is not supported; supported: \"ByteLevel\"");

        Dictionary<string, int> vocabulary = Vocabulary(model.Object("vocab") ?? throw model.Unsupported("the field \"vocab\" is missing"));
        AddedToken[] added = [.. file.Objects("added_tokens").Select(e => AddedToken.Read(e, e.Int32("id"))), .. settings.Added];
        BytePairMerges merges = Merges(model, vocabulary, model.Array("merges").Select(e => Pair(model, e)));
        var words = new List<WordPattern>();
        bool prefixSpace = false;
        foreach (JsonFields step in Steps(file.Object("pre_tokenizer"), "pretokenizers"))
            AddStep(step, words, ref prefixSpace);
        return Join(
            new BytePairModel(merges, model.Boolean("ignore_merges", false)) { Patterns = words, AddPrefixSpace = prefixSpace, ComposeCharacters = Composes(file) },
            vocabulary, added, settings, files, TemplateBos(file), file);
    }

    /// <summary>Puts a vocabulary and its added tokens together.</summary>
    /// <exception cref="CheckpointException">An added token has another's id.</exception>
    public static BytePairTokenizer Join(
        BytePairModel model, Dictionary<string, int> vocabulary, IReadOnlyList<AddedToken> added, TokenizerSettings settings, IReadOnlyDictionary<string, byte[]> files, string? bos, JsonFields place)
    {
        // Published vocabularies repeat added tokens, in the alphabet of bytes or as they are.
        IEnumerable<AddedToken> others = added.Where(t => vocabulary.GetValueOrDefault(t.Content, -1) != t.Id);
        if (AddedTokens.Conflict(added, id => null) is string twice)
            throw place.Unsupported(twice);
        if (AddedTokens.Conflict(others, model.Merges.TextOf) is string conflict)
            throw place.Unsupported(conflict);
        Dictionary<string, int> ids = new(vocabulary);
        foreach (AddedToken token in added)
            ids[token.Content] = token.Id;
        int? Find(string content) => ids.TryGetValue(content, out int id) ? id : null;
        // What a file names as EOS and the like is special, though the vocabulary may hold it as any other token. Files repeat each other's tokens.
        var all = new Dictionary<string, AddedToken>();
        foreach (AddedToken token in added)
            all[token.Content] = token with { Special = token.Special || settings.SpecialContents.Contains(token.Content) };
        foreach (string content in settings.SpecialContents)
        {
            if (!all.ContainsKey(content) && Find(content) is int id)
                all[content] = new AddedToken(id, content, Special: true, Normalized: false);
        }
        return new BytePairTokenizer(model, new AddedTokens(all.Values), settings.Ids(Find, bos is null ? null : Find(bos)), files, settings.ChatTemplate);
    }

    /// <summary>Tokens by their text in <see cref="ByteLevelAlphabet"/>.</summary>
    public static Dictionary<string, int> Vocabulary(JsonFields vocab)
    {
        var ids = new Dictionary<string, int>();
        int limit = AddedToken.VocabularyIdLimit(vocab.Members.Count());
        foreach (JsonProperty entry in vocab.Members)
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out int id) || id < 0 || id >= limit)
                throw vocab.Unsupported($"the token \"{TokenizerFields.Shorten(entry.Name)}\" must have an id from 0 to {limit - 1}, but has {TokenizerFields.Shorten(entry.Value.GetRawText())}");
            ids[entry.Name] = id;
        }
        return ids;
    }

    public static BytePairMerges Merges(JsonFields place, Dictionary<string, int> vocabulary, IEnumerable<(string Left, string Right)> pairs)
    {
        var tokens = new byte[]?[vocabulary.Count == 0 ? 0 : vocabulary.Values.Max() + 1];
        foreach ((string text, int id) in vocabulary)
        {
            tokens[id] = ByteLevelAlphabet.ToBytes(text) ?? Encoding.UTF8.GetBytes(text);
            if (tokens[id]!.Length > BytePairMerges.MaximumTokenBytes)
                throw place.Unsupported($"the token \"{TokenizerFields.Shorten(text)}\" has {tokens[id]!.Length} bytes, and at most {BytePairMerges.MaximumTokenBytes} are supported");
        }
        int Id(string token) => vocabulary.TryGetValue(token, out int id) ? id : throw place.Unsupported($"a merge names \"{TokenizerFields.Shorten(token)}\", which is not in the vocabulary");
        try
        {
            return BytePairMerges.FromPairs(tokens, [.. pairs.Select(p => (Id(p.Left), Id(p.Right), Id(p.Left + p.Right)))]);
        }
        catch (FormatException e)
        {
            throw place.Unsupported(e.Message);
        }
    }

    // "a b", or since tokenizers 0.20 ["a", "b"].
    private static (string Left, string Right) Pair(JsonFields model, JsonElement merge)
    {
        string[]? parts = merge.ValueKind switch
        {
            JsonValueKind.String => model.String("merges", merge).Split(' '),
            JsonValueKind.Array => [.. merge.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? model.String("merges", e) : "")],
            _ => null,
        };
        return parts is [{ Length: > 0 } left, { Length: > 0 } right] ? (left, right)
            : throw model.Unsupported($"a merge must be \"left right\" or [\"left\", \"right\"], but is {TokenizerFields.Shorten(merge.GetRawText())}");
    }

    private static void AddStep(JsonFields step, List<WordPattern> words, ref bool prefixSpace)
    {
        string? type = step.Text("type");
        switch (type)
        {
            case "ByteLevel":
                if (step.Boolean("add_prefix_space", true))
                    prefixSpace = words.Count == 0 ? true : throw step.Unsupported("\"add_prefix_space\" is true after another pre-tokenizer, which is not supported");
                if (step.Boolean("use_regex", true))
                    words.Add(WordPattern.For(WordPattern.Gpt2));
                break;
            case "Digits":
                words.Add(WordPattern.For(step.Boolean("individual_digits", false) ? WordPattern.Digit : WordPattern.Digits));
                break;
            case "Split":
                step.MustBe("behavior", "Isolated");
                step.MustBe("invert", false);
                string pattern = step.Object("pattern")?.Text("Regex") ?? throw step.Unsupported("the pre-tokenizer \"Split\" has no \"pattern\" with a \"Regex\", and others are not supported");
                try
                {
                    words.Add(WordPattern.For(pattern));
                }
                catch (NotSupportedException e)
                {
                    throw step.Unsupported($"the pattern of the pre-tokenizer \"Split\" {e.Message}: {TokenizerFields.Shorten(pattern, 200)}");
                }
                break;
            default:
                throw step.Unsupported($"the pre-tokenizer \"{type}\" is not supported; supported: \"ByteLevel\", \"Split\", \"Digits\", and a \"Sequence\" of them");
        }
    }

    private static bool Composes(JsonFields file)
    {
        bool composes = false;
        foreach (JsonFields step in Steps(file.Object("normalizer"), "normalizers"))
            composes = step.Text("type") == "NFC" ? true : throw step.Unsupported($"the normalizer \"{step.Text("type")}\" is not supported; supported: \"NFC\"");
        return composes;
    }

    // The special token that the post-processor puts before a single text.
    private static string? TemplateBos(JsonFields file) =>
        (from step in Steps(file.Object("post_processor"), "processors")
         where step.Text("type") == "TemplateProcessing"
         from first in step.Objects("single").Take(1)
         select first.Object("SpecialToken")?.Text("id")).FirstOrDefault(id => id is not null);

    /// <summary>A component's parts, or itself, or none.</summary>
    private static IEnumerable<JsonFields> Steps(JsonFields? component, string parts) =>
        component is not JsonFields fields ? []
        : fields.Text("type") == "Sequence" ? fields.Objects(parts).SelectMany(e => Steps(e, parts))
        : [fields];

    private static IEnumerable<string> Types(JsonFields? component) =>
        component is not JsonFields fields ? []
        : [fields.Text("type") ?? "no type", .. ((string[])["pretokenizers", "decoders"]).SelectMany(name => fields.Objects(name).SelectMany(e => Types(e)))];

    /// <summary>The error for a kind that cannot be read.</summary>
    public static CheckpointException Refuse(JsonFields file, string kind) =>
        file.Unsupported($"the model is {kind}, which is not supported without a {TokenizerFiles.SentencePieceModel} beside it; {Supported}");
}
