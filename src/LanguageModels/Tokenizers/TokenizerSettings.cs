using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>What the small files beside a vocabulary say: <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c>, <c>added_tokens.json</c>, <c>chat_template.jinja</c>.</summary>
internal sealed class TokenizerSettings
{
    private readonly List<AddedToken> _added = [];
    private readonly HashSet<string> _specialContents = [];

    private TokenizerSettings()
    {
    }

    /// <summary>The class that Hugging Face would make, or ours.</summary>
    public string? ClassName { get; private init; }

    /// <summary>Of a tiktoken encoding of ours.</summary>
    public string? Encoding { get; private init; }

    public bool AddPrefixSpace { get; private init; }

    /// <summary>Strings of the tokens, or null where no file names them.</summary>
    public string? Bos { get; private init; }

    public string? Eos { get; private init; }

    public string? Pad { get; private init; }

    /// <summary>Whether Hugging Face would put <see cref="Bos"/> before a text: null where the file does not say.</summary>
    public bool? AddBos { get; private init; }

    public ChatTemplate? ChatTemplate { get; private init; }

    /// <summary>Tokens that are added to the vocabulary.</summary>
    public IReadOnlyList<AddedToken> Added => _added;

    /// <summary>Strings that are named as special tokens, whatever else they are.</summary>
    public IReadOnlySet<string> SpecialContents => _specialContents;

    /// <exception cref="CheckpointException">A file is damaged or asks for what is not supported.</exception>
    public static TokenizerSettings Read(IReadOnlyDictionary<string, byte[]> files, string place)
    {
        JsonFields? config = Parse(files, TokenizerFiles.Config, place), map = Parse(files, TokenizerFiles.SpecialTokensMap, place);
        string? Content(string name) => Token(config, name) ?? Token(map, name);
        string? className = config?.Text("tokenizer_class");
        // GPT-2's files name no token; Hugging Face's class for them has this one.
        string? eosOfClass = className is null or "GPT2Tokenizer" or "GPT2TokenizerFast" ? "<|endoftext|>" : null;
        var settings = new TokenizerSettings
        {
            ClassName = className,
            Encoding = config?.Text("encoding"),
            AddPrefixSpace = config?.Boolean("add_prefix_space", false) ?? false,
            Bos = Content("bos_token"),
            Eos = Content("eos_token") ?? eosOfClass,
            Pad = Content("pad_token"),
            AddBos = config?.Value("add_bos_token") is null ? null : config.Value.Boolean("add_bos_token", false),
            ChatTemplate = ChatTemplateText(config, files) is string text ? ChatTemplate.Recognize(text) : null,
        };
        foreach (string? content in (string?[])[settings.Bos, settings.Eos, settings.Pad, Content("unk_token"), .. Additional(config), .. Additional(map)])
        {
            if (!string.IsNullOrEmpty(content))
                settings._specialContents.Add(content);
        }
        if (config?.Object("added_tokens_decoder") is JsonFields decoder)
            settings._added.AddRange(decoder.Members.Select(m => AddedToken.Read(decoder.Object("added_tokens_decoder", m.Value), Id(decoder, m.Name))));
        if (Parse(files, TokenizerFiles.AddedTokens, place) is JsonFields added)
        {
            HashSet<string> known = [.. settings._added.Select(a => a.Content)];
            settings._added.AddRange(added.Members.Where(m => !known.Contains(m.Name)).Select(m =>
                added.Int32(m.Name) is >= 0 and < AddedToken.IdLimit and int id && m.Name.Length > 0 ? new AddedToken(id, m.Name, settings._specialContents.Contains(m.Name), Normalized: false)
                : throw added.Unsupported($"the added token \"{m.Name}\" must have a content, and an id from 0 to {AddedToken.IdLimit - 1}")));
        }
        return settings;
    }

    /// <summary>The ids of the tokens that are named, by the id of each string.</summary>
    public SpecialIds Ids(Func<string, int?> find, int? bosOfVocabulary = null) => new(
        AddBos == true && Bos is not null ? find(Bos) ?? bosOfVocabulary : bosOfVocabulary,
        Eos is null ? null : find(Eos),
        Pad is null ? null : find(Pad));

    private static JsonFields? Parse(IReadOnlyDictionary<string, byte[]> files, string name, string place) =>
        files.TryGetValue(name, out byte[]? content) ? JsonFields.Parse(content, Path.Combine(place, name)) : null;

    // A string, or an object with the string in it.
    private static string? Token(JsonFields? fields, string name) =>
        fields?.Value(name) is not JsonElement value ? null
        : value.ValueKind == JsonValueKind.Object ? fields.Value.Within(value).Text("content")
        : fields.Value.Text(name);

    private static IEnumerable<string?> Additional(JsonFields? fields)
    {
        const string Name = "additional_special_tokens";
        return fields is null ? [] : fields.Value.Array(Name).Select(e => e.ValueKind == JsonValueKind.String ? fields.Value.String(Name, e) : fields.Value.Object(Name, e).Text("content"));
    }

    private static int Id(JsonFields decoder, string name) =>
        int.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out int id) ? id
        : throw decoder.Unsupported($"\"added_tokens_decoder\" has the id \"{name}\"; expected a whole number");

    private static string? ChatTemplateText(JsonFields? config, IReadOnlyDictionary<string, byte[]> files)
    {
        if (files.TryGetValue(TokenizerFiles.ChatTemplate, out byte[]? file))
            return System.Text.Encoding.UTF8.GetString(file);
        if (config?.Value("chat_template") is not JsonElement value)
            return null;
        if (value.ValueKind != JsonValueKind.Array)
            return config.Value.Text("chat_template");
        return config.Value.Objects("chat_template").Where(t => t.Text("name") == "default").Select(t => t.Text("template")).FirstOrDefault();
    }
}
