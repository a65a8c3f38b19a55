using Microsoft.Extensions.AI;
using ResearchML;
using ResearchML.Transforms;

namespace Microsoft.ML;

/// <summary>Chat models on <c>mlContext.Transforms.Text</c>.</summary>
public static class ChatCompletionCatalog
{
    extension(TransformsCatalog.TextTransforms catalog)
    {
        /// <summary>Asks a chat model, each conversation once: answers are kept, and a budget holds.</summary>
        /// <param name="outputColumn">Name of the new Text column: the answers. The other columns have its name and a suffix; see <see cref="ChatCompletionEstimator"/>.</param>
        /// <param name="messagesColumn">Name of a Text column, or of a vector of Text.</param>
        /// <param name="client">Who is asked, as <see cref="ChatClients.OpenAICompatible"/> and <see cref="LanguageModelChatClient"/>; the caller owns it. With retries of its own switched off.</param>
        /// <param name="options">Concurrency, cache, budget, sampling. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentNullException">A name or the client is null.</exception>
        /// <exception cref="ArgumentException">A name is empty, or answers are to be cached and neither client nor options name a model.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        public ChatCompletionEstimator ChatCompletion(string outputColumn, string messagesColumn, IChatClient client, CompleteChatOptions? options = null) =>
            new(catalog.GetEnvironment(), outputColumn, messagesColumn, client, options ?? new CompleteChatOptions());
    }
}
