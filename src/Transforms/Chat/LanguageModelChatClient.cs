using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>A local <see cref="LanguageModel"/> as a chat client: its chat template makes a prompt of the messages, and it writes the answer.</summary>
/// <remarks>Thread-safe: calls run one after the other. Of the options it takes MaxOutputTokens, Temperature, TopP, TopK, Seed and StopSequences, and the rest from its own defaults; tools and
/// response formats are refused, other options ignored. What a message says cannot forge special tokens (<see cref="ChatTemplate.Encode"/>).</remarks>
public sealed class LanguageModelChatClient : IChatClient
{
    private readonly LanguageModel _model;
    private readonly ChatTemplate _template;
    private readonly GenerationOptions _defaults;
    private readonly ChatClientMetadata _metadata;
    private readonly bool _ownsModel;
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Makes a client of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="modelId">What it is called: answers are cached under it, so give each model, and each state of its weights, a name of its own. Default
    /// <see langword="null"/>: it has none, and its answers cannot be cached in a file.</param>
    /// <param name="template">How messages are written. Default: <see cref="LanguageModel.ChatTemplate"/>.</param>
    /// <param name="defaults">What holds where a call does not say. Default: <see cref="GenerationOptions"/>'s defaults.</param>
    /// <param name="ownsModel">Whether disposing the client disposes the model. Default <see langword="false"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A default is out of its range.</exception>
    /// <exception cref="InvalidOperationException">No template is given, and the model's files have none that is recognised.</exception>
    public LanguageModelChatClient(LanguageModel model, string? modelId = null, ChatTemplate? template = null, GenerationOptions? defaults = null, bool ownsModel = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _template, _defaults, _ownsModel) = (model, template ?? model.ChatTemplate, defaults ?? new GenerationOptions(), ownsModel);
        _defaults.Validate();
        _metadata = new ChatClientMetadata(nameof(LanguageModel), defaultModelId: modelId);
    }

    /// <summary>Writes the answer to a conversation.</summary>
    /// <param name="messages">The messages, at least one, each of text.</param>
    /// <param name="options">How tokens are chosen and when to stop.</param>
    /// <param name="cancellationToken">Stops between two tokens.</param>
    /// <exception cref="ArgumentException">There is no message, or the template does not take a role where it stands.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="NotSupportedException">A message holds more than text, or the options ask for tools or a response format.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <summary>Writes the answer to a conversation, token by token.</summary>
    /// <inheritdoc cref="GetResponseAsync"/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        IReadOnlyList<int> prompt = _template.Encode(_model.Tokenizer, [.. messages.Select(Turn)], addGenerationPrompt: true);
        GenerationOptions generation = Generation(options);
        generation.Validate();
        return Stream(prompt, generation, cancellationToken);
    }

    object? IChatClient.GetService(Type serviceType, object? serviceKey)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(LanguageModel) ? _model
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Frees what the client holds, and the model where it owns it.</summary>
    public void Dispose()
    {
        _turn.Dispose();
        if (_ownsModel)
            _model.Dispose();
    }

    private async IAsyncEnumerable<ChatResponseUpdate> Stream(IReadOnlyList<int> prompt, GenerationOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string id = Guid.NewGuid().ToString("N");
        ChatResponseUpdate Update(params IList<AIContent> contents) => new(ChatRole.Assistant, contents) { ResponseId = id, MessageId = id, ModelId = _metadata.DefaultModelId };

        int tokens = 0;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (GeneratedToken token in _model.GenerateTokensAsync(prompt, options, cancellationToken).ConfigureAwait(false))
            {
                tokens += token.Id is null ? 0 : 1;
                if (token.Text.Length > 0)
                    yield return Update(new TextContent(token.Text));
            }
        }
        finally
        {
            _turn.Release();
        }

        ChatResponseUpdate last = Update(new UsageContent(new UsageDetails { InputTokenCount = prompt.Count, OutputTokenCount = tokens, TotalTokenCount = prompt.Count + tokens }));
        last.FinishReason = tokens == options.MaxTokens ? ChatFinishReason.Length : ChatFinishReason.Stop;
        yield return last;
    }

    private GenerationOptions Generation(ChatOptions? options)
    {
        if (options is { Tools.Count: > 0 } or { ResponseFormat: not null and not ChatResponseFormatText })
            throw new NotSupportedException($"{nameof(LanguageModelChatClient)} has no tools and no response formats.");
        return _defaults with
        {
            MaxTokens = options?.MaxOutputTokens ?? _defaults.MaxTokens,
            Temperature = options?.Temperature ?? _defaults.Temperature,
            TopP = options?.TopP ?? _defaults.TopP,
            TopK = options?.TopK ?? _defaults.TopK,
            Seed = options?.Seed is { } seed ? unchecked((int)seed) : _defaults.Seed,
            StopStrings = options?.StopSequences is { Count: > 0 } stops ? [.. stops] : _defaults.StopStrings,
        };
    }

    private static ChatTurn Turn(ChatMessage message) => message.Contents.All(c => c is TextContent)
        ? new ChatTurn(message.Role.Value, message.Text)
        : throw new NotSupportedException($"{nameof(LanguageModelChatClient)} reads texts only; a message of {message.Role} holds more.");
}
