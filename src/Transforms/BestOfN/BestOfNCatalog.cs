using Microsoft.Extensions.AI;
using ResearchML;
using ResearchML.LanguageModels;
using ResearchML.Transforms;

namespace Microsoft.ML;

/// <summary>Graded samples on <c>mlContext.Transforms.Text</c>.</summary>
public static class BestOfNCatalog
{
    extension(TransformsCatalog.TextTransforms catalog)
    {
        /// <summary>Draws n samples of each prompt from a language model, and grades them.</summary>
        /// <param name="promptColumn">Name of a Text column.</param>
        /// <param name="model">The model; the caller owns it and keeps it until the transformer is no longer used.</param>
        /// <param name="options">The verifier, how many samples, cache. The columns that are written are named in <see cref="BestOfNEstimator"/>.</param>
        /// <exception cref="ArgumentNullException">The model, the options or their verifier is null.</exception>
        /// <exception cref="ArgumentException">A name is null or empty, an option is for clients, or samples are to be kept in a file without a seed.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        public BestOfNEstimator BestOfN(string promptColumn, LanguageModel model, BestOfNOptions options)
        {
            ArgumentNullException.ThrowIfNull(model);
            return new BestOfNEstimator(catalog.GetEnvironment(), promptColumn, model, client: null, options);
        }

        /// <summary>Draws n samples of each conversation from a chat model, and grades them.</summary>
        /// <param name="messagesColumn">Name of a Text column, or of a vector of Text, as <c>ChatCompletion</c> reads it.</param>
        /// <param name="client">Who is asked; the caller owns it. With retries of its own switched off, as <see cref="ChatClients.OpenAICompatible"/> makes it.</param>
        /// <param name="options">The verifier, how many samples, cache, budget. The columns that are written are named in <see cref="BestOfNEstimator"/>.</param>
        /// <exception cref="ArgumentNullException">The client, the options or their verifier is null.</exception>
        /// <exception cref="ArgumentException">A name is null or empty, an option is for local models, or samples are to be kept in a file and neither client nor options name a model.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        public BestOfNEstimator BestOfN(string messagesColumn, IChatClient client, BestOfNOptions options)
        {
            ArgumentNullException.ThrowIfNull(client);
            return new BestOfNEstimator(catalog.GetEnvironment(), messagesColumn, model: null, client, options);
        }
    }
}
