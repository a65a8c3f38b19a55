using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Sycophancy;

/// <summary>A chat model that answers from a script.</summary>
/// <param name="name">Its model id. The build's identity is added to it, so that no answer of another script comes from a cache.</param>
/// <param name="answer">The reply to a conversation's turns.</param>
internal sealed class ScriptedChatClient(string name, Func<IReadOnlyList<string>, string> answer) : IChatClient
{
    private const int CharactersPerToken = 4; // about

    private readonly ChatClientMetadata _metadata = new("script", defaultModelId: $"{name} {typeof(ScriptedChatClient).Module.ModuleVersionId}");

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] turns = [.. messages.Select(message => message.Text)];
        string text = answer(turns);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            ModelId = _metadata.DefaultModelId,
            FinishReason = ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = turns.Sum(turn => turn.Length) / CharactersPerToken, OutputTokenCount = text.Length / CharactersPerToken },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
