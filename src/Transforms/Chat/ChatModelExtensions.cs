using Microsoft.Extensions.AI;
using ResearchML;
using ResearchML.Transforms;

namespace Microsoft.ML;

/// <summary>Gives a model the client that no file holds.</summary>
public static class ChatModelExtensions
{
    /// <summary>The model with a client for each of its <see cref="ChatCompletionTransformer"/>s and <see cref="BestOfNTransformer"/>s that asks one, in nested chains as well.</summary>
    /// <remarks>Its other steps are shared with the model: dispose one of the two. See <see cref="ChatCompletionTransformer.WithClient"/> for what a client of another model does.</remarks>
    /// <param name="model">A loaded or fitted model. One without such a step comes back as it is.</param>
    /// <param name="client">The client; the caller owns it.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static ITransformer WithClient(this ITransformer model, IChatClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return ChainSteps.Replace(model, step => step switch
        {
            ChatCompletionTransformer chat => chat.WithClient(client),
            BestOfNTransformer { AsksClient: true } samples => samples.WithClient(client),
            _ => step,
        });
    }
}
