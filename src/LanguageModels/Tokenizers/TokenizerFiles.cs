namespace ResearchML.LanguageModels;

/// <summary>Finds the tokenizer among the files of a checkpoint, wherever they are kept: a folder or an ML.NET model file.</summary>
internal static class TokenizerFiles
{
    public const string Json = "tokenizer.json";
    public const string SentencePieceModel = "tokenizer.model";
    public const string Vocabulary = "vocab.json";
    public const string Merges = "merges.txt";
    public const string Config = "tokenizer_config.json";
    public const string SpecialTokensMap = "special_tokens_map.json";
    public const string AddedTokens = "added_tokens.json";
    public const string ChatTemplate = "chat_template.jinja";

    /// <summary>Names of the files that any supported tokenizer may consist of.</summary>
    public static IReadOnlyList<string> Names { get; } = [Config, SentencePieceModel, Json, Vocabulary, Merges, SpecialTokensMap, AddedTokens, ChatTemplate];

    /// <param name="read">The content of the file of that name, or <see langword="null"/> where there is none.</param>
    /// <param name="place">What errors call the place.</param>
    /// <exception cref="CheckpointException">There is no tokenizer that is supported, or a damaged one.</exception>
    public static LanguageTokenizer Read(Func<string, byte[]?> read, string place)
    {
        var files = new Dictionary<string, byte[]>();
        foreach (string name in Names)
        {
            if (read(name) is byte[] content)
                files[name] = content;
        }
        try
        {
            return Read(files, place);
        }
        catch (InvalidOperationException e)
        {
            // What .NET's JSON reader throws on half a surrogate pair, which no tokenizer has.
            throw new CheckpointException($"A string in the tokenizer files of '{place}' holds half a surrogate pair.", e);
        }
    }

    private static LanguageTokenizer Read(Dictionary<string, byte[]> files, string place)
    {
        TokenizerSettings settings = TokenizerSettings.Read(files, place);
        JsonFields? json = files.TryGetValue(Json, out byte[]? file) ? JsonFields.Parse(file, Path.Combine(place, Json)) : null;
        string? otherKind = json is JsonFields parsed ? TokenizerJson.OtherKind(parsed) : null;
        if (json is not null && otherKind is null)
            return TokenizerJson.Read(json.Value, settings, files);
        if (files.TryGetValue(SentencePieceModel, out byte[]? model))
        {
            string name = Path.Combine(place, SentencePieceModel);
            return Llama3Ranks.IsRankFile(model) ? Llama3Ranks.Read(model, name, settings, files) : new SentencePieceTokenizer(model, name, settings, files);
        }
        if (json is not null)
            throw TokenizerJson.Refuse(json.Value, otherKind!);
        if (files.ContainsKey(Vocabulary) && files.ContainsKey(Merges))
            return VocabularyAndMerges.Read(settings, files, place);
        if (settings.ClassName == ByteTokenizer.ClassName)
            return ByteTokenizer.Instance;
        if (settings.ClassName == TiktokenEncoding.ClassName)
        {
            return TiktokenEncoding.Find(settings.Encoding ?? "")?.Tokenizer
                ?? throw new CheckpointException($"'{Path.Combine(place, Config)}': \"encoding\" is \"{settings.Encoding}\"; known: {TiktokenEncoding.KnownNames}.");
        }
        throw new CheckpointException($"'{place}' holds no supported tokenizer{(settings.ClassName is null ? "" : $" (\"{settings.ClassName}\" is not supported without its files)")}: "
            + $"expected {Json} (byte-level BPE), {SentencePieceModel} (SentencePiece, or Llama 3's ranks), {Vocabulary} with {Merges}, or a {Config} of the byte tokenizer or of a tiktoken encoding.");
    }
}
