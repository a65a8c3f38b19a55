using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>A conversation as it is sent, and the key of its answer.</summary>
internal sealed class ChatRequest
{
    private readonly CompleteChatOptions _options;

    public ChatRequest(ChatTarget target, IReadOnlyList<ChatTurn> conversation, CompleteChatOptions options)
    {
        _options = options;
        Turns = options.SystemPrompt is { } prompt && conversation is [{ Role: not "system" }, ..] ? [new ChatTurn("system", prompt), .. conversation] : conversation;
        Key = Hash(target);
    }

    public IReadOnlyList<ChatTurn> Turns { get; }

    /// <summary>SHA-256 of whom is asked and of all that changes the answer, in hexadecimal.</summary>
    public string Key { get; }

    public ChatMessage[] Messages() => [.. Turns.Select(t => new ChatMessage(new ChatRole(t.Role), t.Content))];

    // A client may write into them: each call has its own.
    public ChatOptions Options() => new()
    {
        ModelId = _options.ModelId,
        Temperature = _options.Temperature,
        TopP = _options.TopP,
        MaxOutputTokens = _options.MaxOutputTokens,
        Seed = SentSeed,
    };

    private long? SentSeed => _options.Seed is { } seed ? (long)seed + _options.SampleIndex : null;

    private string Hash(ChatTarget target)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("endpoint", target.Endpoint);
            json.WriteString("model", target.Model);
            json.WriteStartArray("messages");
            foreach (ChatTurn turn in Turns)
            {
                json.WriteStringValue(turn.Role);
                json.WriteStringValue(turn.Content);
            }
            json.WriteEndArray();
            if (_options.Temperature is { } temperature)
                json.WriteNumber("temperature", temperature);
            if (_options.TopP is { } topP)
                json.WriteNumber("top_p", topP);
            json.WriteNumber("max_output_tokens", _options.MaxOutputTokens);
            if (SentSeed is { } seed)
                json.WriteNumber("seed", seed);
            json.WriteNumber("sample", _options.SampleIndex);
            json.WriteEndObject();
        }
        return Convert.ToHexString(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}
