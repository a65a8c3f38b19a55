using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>What <c>config.json</c> says of a model: the decoder, and the ids that end a text.</summary>
/// <param name="Decoder">Shape and parts.</param>
/// <param name="EndTokens">Ids that end a text, beside the tokenizer's own.</param>
internal sealed record ModelConfigFile(DecoderConfig Decoder, IReadOnlyList<int> EndTokens)
{
    private const string EndTokensField = "eos_token_id";

    /// <exception cref="CheckpointException">The text is not JSON, or describes a model that this decoder is not.</exception>
    public static ModelConfigFile Read(ReadOnlySpan<byte> json, string file)
    {
        var fields = JsonFields.Parse(json, file);
        string modelType = fields.Text("model_type") ?? throw fields.Unsupported("model_type", "missing", CheckpointFamily.Names);
        CheckpointFamily family = CheckpointFamily.Of(modelType) ?? throw fields.Unsupported("model_type", $"\"{modelType}\"", CheckpointFamily.Names);
        fields.MustBeAbsent("quantization_config");
        DecoderConfig config = family.Read(fields);
        try
        {
            config.Validate();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new CheckpointException($"'{file}' describes an impossible model: {e.Message.Split(" (Parameter", 2)[0]}", e);
        }
        return new ModelConfigFile(config, fields.Int32List(EndTokensField));
    }

    /// <summary>The ids that <c>generation_config.json</c> ends a text at.</summary>
    /// <exception cref="CheckpointException">The text is not JSON.</exception>
    public static IReadOnlyList<int> ReadEndTokens(ReadOnlySpan<byte> json, string file) => JsonFields.Parse(json, file).Int32List(EndTokensField);

    /// <param name="model">The model.</param>
    /// <param name="type">Type that its weights are written in.</param>
    public static byte[] Write(LanguageModel model, TorchSharp.torch.ScalarType type)
    {
        DecoderConfig config = model.Config;
        CheckpointFamily family = CheckpointFamily.Of(config.ModelType)!;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("architectures");
            json.WriteStringValue(family.Architecture);
            json.WriteEndArray();
            json.WriteString("model_type", family.ModelType);
            family.Write(json, config);
            WriteId(json, "bos_token_id", model.Tokenizer.BosId);
            WriteIds(json, EndTokensField, model.EndTokens);
            WriteId(json, "pad_token_id", model.Tokenizer.PadId);
            json.WriteString("torch_dtype", type.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, IReadOnlyList<int> ids)
    {
        if (ids.Count < 2)
        {
            WriteId(json, name, ids.Count == 0 ? null : ids[0]);
            return;
        }
        json.WriteStartArray(name);
        foreach (int id in ids)
            json.WriteNumberValue(id);
        json.WriteEndArray();
    }

    private static void WriteId(Utf8JsonWriter json, string name, int? id)
    {
        if (id is int value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
