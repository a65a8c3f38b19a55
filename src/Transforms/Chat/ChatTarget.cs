using Microsoft.Extensions.AI;

namespace ResearchML.Transforms;

/// <summary>Whom a client asks: part of the key that answers are cached under.</summary>
/// <param name="Endpoint">Host, and port where it is not the usual one; for a client that names no address, its provider's or its type's name. Never a user, path or query.</param>
/// <param name="Model">The model's id; empty where neither client nor options name one.</param>
internal sealed record ChatTarget(string Endpoint, string Model)
{
    public static ChatTarget Of(IChatClient client, CompleteChatOptions options)
    {
        var metadata = (ChatClientMetadata?)client.GetService(typeof(ChatClientMetadata));
        string endpoint = metadata?.ProviderUri?.Authority ?? metadata?.ProviderName ?? client.GetType().FullName!;
        string model = options.ModelId ?? metadata?.DefaultModelId ?? "";
        if (model.Length == 0 && options.CachePath is not null)
        {
            throw new ArgumentException(
                $"{nameof(CompleteChatOptions)}.{nameof(CompleteChatOptions.CachePath)} keeps answers by model, but the client ({client.GetType().Name}) names none: set {nameof(CompleteChatOptions.ModelId)}.", nameof(client));
        }
        return new ChatTarget(endpoint, model);
    }
}
