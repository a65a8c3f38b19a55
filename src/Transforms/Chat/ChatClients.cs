using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace ResearchML.Transforms;

/// <summary>Makes clients for chat endpoints.</summary>
public static class ChatClients
{
    /// <summary>A client for an endpoint that speaks OpenAI's chat protocol: OpenAI itself, or a server of one's own (vLLM, llama.cpp, Ollama).</summary>
    /// <remarks>The SDK's own retries are off and its time-out is a day, so that <see cref="CompleteChatOptions.Retries"/> alone decides. Do the same with a client of your own:
    /// <c>new OpenAIClientOptions { RetryPolicy = new ClientRetryPolicy(0), NetworkTimeout = TimeSpan.FromDays(1) }</c>. No environment variable is read.</remarks>
    /// <param name="endpoint">The address up to the version, as <c>https://api.openai.com/v1</c> or <c>http://localhost:11434/v1</c>.</param>
    /// <param name="model">The model's id at the endpoint.</param>
    /// <param name="apiKey">The key. Default <see langword="null"/>: a placeholder is sent, as servers of one's own want none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endpoint"/> or <paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="endpoint"/> is no absolute address, or <paramref name="model"/> is empty.</exception>
    public static IChatClient OpenAICompatible(Uri endpoint, string model, string? apiKey = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentException.ThrowIfNullOrEmpty(model);
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https"))
            throw new ArgumentException("Expected an absolute http or https address, as https://api.openai.com/v1.", nameof(endpoint));
        var options = new OpenAIClientOptions
        {
            Endpoint = endpoint,
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = TimeSpan.FromDays(1),
        };
        var client = new OpenAI.Chat.ChatClient(model, new ApiKeyCredential(string.IsNullOrEmpty(apiKey) ? "none" : apiKey), options);
        return new KeyedChatClient(client.AsIChatClient(), apiKey);
    }

    /// <summary>A client that knows what must not be quoted.</summary>
    private sealed class KeyedChatClient(IChatClient inner, string? key) : DelegatingChatClient(inner)
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatSecrets) && serviceKey is null ? new ChatSecrets(key) : base.GetService(serviceType, serviceKey);
    }
}
