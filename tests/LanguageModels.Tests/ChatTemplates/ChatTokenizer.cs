using System.Text.Json.Nodes;

namespace ResearchML.LanguageModels.Tests;

/// <summary>A small tokenizer.json with ChatML's tokens, in the style of Qwen.</summary>
internal static class ChatTokenizer
{
    public const string Config = """
        { "tokenizer_class": "Qwen2Tokenizer", "eos_token": "<|im_end|>", "pad_token": { "content": "<|endoftext|>" }, "bos_token": null, "add_bos_token": false,
          "chat_template": "{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}" }
        """;

    /// <summary>A learned vocabulary of 300 tokens with the ids of ChatML's tokens, and a tag that is no special token, behind it.</summary>
    public static JsonObject Json()
    {
        LanguageTokenizer learned = LanguageTokenizer.Train(["the user and the assistant, the system"], 300);
        JsonObject json = JsonNode.Parse(learned.Files["tokenizer.json"])!.AsObject();
        json["post_processor"] = null;
        JsonArray added = json["added_tokens"]!.AsArray();
        added.Clear();
        int id = json["model"]!["vocab"]!.AsObject().Count;
        foreach ((string content, bool special) in ((string, bool)[])[("<|endoftext|>", true), ("<|im_start|>", true), ("<|im_end|>", true), ("<tool>", false)])
            added.Add(new JsonObject { ["id"] = id++, ["content"] = content, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = special });
        return json;
    }

    /// <param name="config">tokenizer_config.json, or null for none.</param>
    /// <param name="change">What is changed in tokenizer.json.</param>
    public static LanguageTokenizer Load(string? config = null, Action<JsonObject>? change = null)
    {
        using var folder = new TemporaryFolder();
        JsonObject json = Json();
        change?.Invoke(json);
        folder.Write("tokenizer.json", json.ToJsonString());
        if (config is not null)
            folder.Write("tokenizer_config.json", config);
        return LanguageTokenizer.Load(folder.FullPath);
    }
}
