using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>What tokenizer files have and others have not: lists of objects and of strings, read with errors that name file and field.</summary>
internal static class TokenizerFields
{
    /// <summary>The objects of an array; none where it is missing or null.</summary>
    /// <exception cref="CheckpointException">It is no array, or holds something else.</exception>
    public static IEnumerable<JsonFields> Objects(this JsonFields fields, string name) =>
        fields.Array(name).Select(e => fields.Object(name, e));

    /// <summary>An object that stands in a field.</summary>
    /// <exception cref="CheckpointException">It is none.</exception>
    public static JsonFields Object(this JsonFields fields, string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? fields.Within(value)
        : throw fields.Unsupported($"\"{name}\" must hold objects, but holds {Shorten(value.GetRawText())}");

    /// <summary>A string that stands in a field.</summary>
    /// <exception cref="CheckpointException">It holds half a surrogate pair.</exception>
    public static string String(this JsonFields fields, string name, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new CheckpointException(fields.Unsupported($"\"{name}\" holds half a surrogate pair: {Shorten(value.GetRawText())}").Message, e);
        }
    }

    /// <summary>As much of a text as an error may quote.</summary>
    public static string Shorten(string text, int length = 40) => text.Length <= length ? text : text[..length] + "...";
}
