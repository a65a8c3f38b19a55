using System.Text.Json;

namespace ResearchML.Transforms.Tests;

/// <summary>A reply with the verdict of a reader who had not seen the parser; see replies.md.</summary>
internal sealed record LabelledReply(string Id, string Category, string Question, string Prior, string Gold, string Claim, string Stance, string Reply, VerdictKind Kind, AnswerTarget MovedTo)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    public static LabelledReply[] Read(string name) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Dialogues", name)).Select(line => JsonSerializer.Deserialize<LabelledReply>(line, Json)!)];
}
