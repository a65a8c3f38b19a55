using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>A learned vocabulary as the files that Hugging Face's tokenizers library reads, and as the tokenizer that they are.</summary>
internal static class BytePairTokenizerJson
{
    private const string Bos = "<|begin_of_text|>", Eos = "<|end_of_text|>", Pad = "<|pad|>";

    /// <summary>The first ids.</summary>
    public static IReadOnlyList<string> SpecialTokens { get; } = [Bos, Eos, Pad];

    /// <summary>Special tokens, then the bytes in the order of the characters that stand for them, as Hugging Face's trainer has them.</summary>
    public static IReadOnlyList<byte[]> InitialTokens { get; } =
        [.. SpecialTokens.Select(Encoding.UTF8.GetBytes), .. Enumerable.Range(0, 256).Select(b => new[] { (byte)b }).OrderBy(b => ByteLevelAlphabet.ToText(b), StringComparer.Ordinal)];

    /// <param name="tokens">Bytes of each id, as <see cref="InitialTokens"/> begins.</param>
    /// <param name="merges">Pairs of ids in order.</param>
    public static LanguageTokenizer Make(IReadOnlyList<byte[]> tokens, IReadOnlyList<(int Left, int Right)> merges)
    {
        var files = new Dictionary<string, byte[]>
        {
            [TokenizerFiles.Json] = Json(writer => WriteTokenizer(writer, tokens, merges)),
            [TokenizerFiles.Config] = Json(WriteConfig),
        };
        return TokenizerFiles.Read(files.GetValueOrDefault, "the trained tokenizer");
    }

    private static void WriteTokenizer(Utf8JsonWriter writer, IReadOnlyList<byte[]> tokens, IReadOnlyList<(int Left, int Right)> merges)
    {
        writer.WriteStartObject();
        writer.WriteString("version", "1.0");
        writer.WriteNull("truncation");
        writer.WriteNull("padding");
        writer.WriteStartArray("added_tokens");
        for (int id = 0; id < SpecialTokens.Count; id++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", id);
            writer.WriteString("content", SpecialTokens[id]);
            foreach (string flag in (string[])["single_word", "lstrip", "rstrip", "normalized"])
                writer.WriteBoolean(flag, false);
            writer.WriteBoolean("special", true);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteNull("normalizer");
        writer.WritePropertyName("pre_tokenizer");
        writer.WriteRawValue($$$"""
            {"type":"Sequence","pretokenizers":[
              {"type":"Split","pattern":{"Regex":{{{JsonSerializer.Serialize(WordPattern.Llama3)}}} },"behavior":"Isolated","invert":false},
              {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}
            """);
        writer.WritePropertyName("post_processor");
        writer.WriteRawValue($$$"""
            {"type":"TemplateProcessing",
              "single":[{"SpecialToken":{"id":"{{{Bos}}}","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
              "pair":[{"SpecialToken":{"id":"{{{Bos}}}","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"{{{Bos}}}","type_id":1}},{"Sequence":{"id":"B","type_id":1}}],
              "special_tokens":{"{{{Bos}}}":{"id":"{{{Bos}}}","ids":[0],"tokens":["{{{Bos}}}"]} } }
            """);
        writer.WritePropertyName("decoder");
        writer.WriteRawValue("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""");
        writer.WriteStartObject("model");
        writer.WriteString("type", "BPE");
        foreach (string unset in (string[])["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"])
            writer.WriteNull(unset);
        foreach (string flag in (string[])["fuse_unk", "byte_fallback", "ignore_merges"])
            writer.WriteBoolean(flag, false);
        string Text(int id) => id < SpecialTokens.Count ? SpecialTokens[id] : ByteLevelAlphabet.ToText(tokens[id]);
        writer.WriteStartObject("vocab");
        for (int id = 0; id < tokens.Count; id++)
            writer.WriteNumber(Text(id), id);
        writer.WriteEndObject();
        writer.WriteStartArray("merges");
        foreach ((int left, int right) in merges)
            writer.WriteStringValue($"{Text(left)} {Text(right)}"); // every version of the library reads this form
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteConfig(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("tokenizer_class", "PreTrainedTokenizerFast");
        writer.WriteString("bos_token", Bos);
        writer.WriteString("eos_token", Eos);
        writer.WriteString("pad_token", Pad);
        writer.WriteBoolean("clean_up_tokenization_spaces", false);
        writer.WriteEndObject();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(writer);
        return stream.ToArray();
    }
}
