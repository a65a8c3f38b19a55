using System.Text;
using System.Text.Json.Nodes;

namespace ResearchML.LanguageModels.Tests;

/// <summary>Tokenizer files in the styles of published models, over the ranks of a tiktoken encoding.</summary>
internal static class RankedFiles
{
    /// <param name="kind">llama3, qwen or gpt2.</param>
    public static string TokenizerJson(string kind)
    {
        (JsonObject vocabulary, List<string> merges) = Vocabulary(kind == "gpt2" ? "gpt2" : "cl100k_base");
        JsonObject Split(string pattern) => new()
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(
                new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = pattern }, ["behavior"] = "Isolated", ["invert"] = false },
                ByteLevel(useRegex: false)),
        };
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(),
            ["normalizer"] = kind == "qwen" ? new JsonObject { ["type"] = "NFC" } : null,
            ["pre_tokenizer"] = kind == "gpt2" ? ByteLevel(useRegex: true) : Split(kind == "qwen" ? WordPattern.Qwen : WordPattern.Llama3),
            ["decoder"] = ByteLevel(useRegex: true),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["ignore_merges"] = kind == "llama3",
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. merges.Select(m => (JsonNode)(kind == "qwen" ? new JsonArray([.. m.Split(' ').Select(p => (JsonNode)p)]) : JsonValue.Create(m)))]),
            },
        }.ToJsonString();
    }

    public static (JsonObject Vocabulary, List<string> Merges) Vocabulary(string encoding)
    {
        byte[]?[] ranks = TiktokenEncoding.Find(encoding)!.Ranks();
        var ids = new Dictionary<string, int>();
        for (int id = 0; id < ranks.Length; id++)
        {
            if (ranks[id] is byte[] bytes)
                ids[ByteLevelAlphabet.ToText(bytes)] = id;
        }
        var merges = new List<(int Id, int Left, int Right, string Text)>();
        foreach ((string token, int id) in ids)
        {
            for (int cut = 1; cut < token.Length; cut++)
            {
                if (ids.TryGetValue(token[..cut], out int left) && ids.TryGetValue(token[cut..], out int right))
                    merges.Add((id, left, right, $"{token[..cut]} {token[cut..]}"));
            }
        }
        merges.Sort();
        return ([.. ids.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)JsonValue.Create(p.Value)))], [.. merges.Select(m => m.Text)]);
    }

    /// <summary>Base64 and rank a line, as Llama 3's tokenizer.model has it.</summary>
    public static byte[] RankFile(string encoding) => Encoding.UTF8.GetBytes(string.Concat(
        TiktokenEncoding.Find(encoding)!.Ranks().Select((bytes, rank) => bytes is null ? "" : FormattableString.Invariant($"{Convert.ToBase64String(bytes)} {rank}\n"))));

    private static JsonObject ByteLevel(bool useRegex) =>
        new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = useRegex };
}
