using System.Text.Json;

namespace ResearchML.LanguageModels;

/// <summary>The sliding window in the configs of <c>qwen2</c> and <c>qwen3</c>: a switch, a width, and the layers below which it is off.</summary>
internal static class QwenWindow
{
    private const string Full = "full_attention", Sliding = "sliding_attention";

    public static DecoderConfig Read(JsonFields fields, DecoderConfig config)
    {
        int from = FirstSlidingLayer(fields, config.Layers, fields.Int32("max_window_layers", 28));
        int? window = fields.Boolean("use_sliding_window", false) ? fields.NullableInt32("sliding_window", 4096) : null;
        return window is null || from >= config.Layers ? config : config with { SlidingWindow = window, SlidingWindowFromLayer = from };
    }

    public static void Write(Utf8JsonWriter json, DecoderConfig config)
    {
        json.WriteBoolean("use_sliding_window", config.SlidingWindow is not null);
        if (config.SlidingWindow is int window)
            json.WriteNumber("sliding_window", window);
        else
            json.WriteNull("sliding_window");
        json.WriteNumber("max_window_layers", config.SlidingWindow is null ? config.Layers : config.SlidingWindowFromLayer);
    }

    // Newer files name the kind of each layer; what we have is a window from some layer on.
    private static int FirstSlidingLayer(JsonFields fields, int count, int otherwise)
    {
        if (fields.TextList("layer_types") is not IReadOnlyList<string> layers)
            return otherwise;
        int first = layers.TakeWhile(layer => layer == Full).Count();
        return layers.Count == count && layers.Skip(first).All(layer => layer == Sliding)
            ? first
            : throw fields.Unsupported("layer_types", $"[{string.Join(", ", layers.Take(6))}{(layers.Count > 6 ? ", ..." : "")}]", $"{count} layers, those of \"{Full}\" before those of \"{Sliding}\"");
    }
}
