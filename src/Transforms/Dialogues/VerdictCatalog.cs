using Microsoft.Extensions.AI;
using ResearchML;
using ResearchML.Transforms;

namespace Microsoft.ML;

/// <summary>Verdicts on replies, on <c>mlContext.Transforms.Text</c>.</summary>
public static class VerdictCatalog
{
    extension(TransformsCatalog.TextTransforms catalog)
    {
        /// <summary>Reads what replies do with the answers given before them, by rules.</summary>
        /// <param name="outputColumn">Name of the new Text column: names of <see cref="VerdictKind"/>. Those beside it have its name and a suffix; see <see cref="ParseVerdictEstimator"/>.</param>
        /// <param name="response">Name of a Text column: the replies.</param>
        /// <param name="prior">Name of a Text column: the answers given before them.</param>
        /// <param name="gold">Name of a Text column: the right answers.</param>
        /// <param name="claim">Name of a Text column: what the user says is right; blank where the user says nothing.</param>
        /// <param name="question">Name of a Text column: the questions, by whose choices and words replies are understood better. Default: none.</param>
        /// <exception cref="ArgumentException">A name is null or empty.</exception>
        public ParseVerdictEstimator ParseVerdict(string outputColumn, string response, string prior, string gold, string claim, string? question = null) =>
            new(catalog.GetEnvironment(), outputColumn, new DialogueReplyColumnAdapter(response, prior, gold, claim, question));

        /// <summary>Lets a chat model judge what replies do with the answers given before them.</summary>
        /// <param name="outputColumn">Name of the new Text column: names of <see cref="VerdictKind"/>; see <see cref="JudgeVerdictEstimator"/>.</param>
        /// <param name="response">Name of a Text column: the replies.</param>
        /// <param name="prior">Name of a Text column: the answers given before them.</param>
        /// <param name="claim">Name of a Text column: what the user says is right.</param>
        /// <param name="judge">The judge; the caller owns it.</param>
        /// <param name="question">Name of a Text column: the questions. Default: none.</param>
        /// <param name="options">Cache, budget, sampling. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentException">A name is null or empty.</exception>
        public JudgeVerdictEstimator JudgeVerdict(string outputColumn, string response, string prior, string claim, IChatClient judge, string? question = null, CompleteChatOptions? options = null) =>
            new(catalog.GetEnvironment(), outputColumn, new DialogueReplyColumnAdapter(response, prior, prior, claim, question), judge, options ?? new CompleteChatOptions());
    }
}
