using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResearchML.Evaluators;

/// <summary>A report as JSON.</summary>
internal static class PassAtKJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(), new FiniteOrNull() },
    };

    public static string Of(PassAtKReport report) => JsonSerializer.Serialize(report, Options);

    // JSON has neither NaN nor infinity.
    private sealed class FiniteOrNull : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Reports are written only.");

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }
}
