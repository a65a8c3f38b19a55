using Microsoft.Extensions.AI;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Samples of a chat client: sample i is the answer with sample index i.</summary>
/// <param name="client">Who is asked, or null: the cache alone.</param>
/// <param name="target">Whom it asks.</param>
/// <param name="options">Valid options.</param>
/// <param name="vector">Whether prompts are texts of user and assistant in turn; else each is one text, as <see cref="ChatMessages.Parse"/> reads it.</param>
internal sealed class ChatSamples(IChatClient? client, ChatTarget target, CompleteChatOptions options, bool vector) : ISampleSource
{
    private readonly ChatCaller _caller = new(client, target, options, TimeProvider.System, BestOfNOptions.CacheOption);

    /// <summary>What was asked and paid so far.</summary>
    public ChatUsage Usage => _caller.Usage;

    public void OpenCache() => _caller.OpenCache();

    public string Fingerprint() => "";

    public async Task<IReadOnlyList<ChatReply>> DrawAsync(Lazy<string> model, IReadOnlyList<string> prompt, int first, int count)
    {
        ChatTurn[] conversation = vector ? ChatMessages.Alternate(prompt) : ChatMessages.Parse(prompt[0]);
        if (conversation.Length == 0)
            throw new FormatException("the row has no message");
        ChatReply[] replies = await Task.WhenAll(Enumerable.Range(first, count).Select(i => _caller.AskAsync(conversation, i)));
        return options.ThrowOnError && replies.FirstOrDefault(r => r.Error is not null) is { } failed ? throw new InvalidOperationException($"No sample of a row. {failed.Error}") : replies;
    }

    public void Dispose() => _caller.Dispose();
}
