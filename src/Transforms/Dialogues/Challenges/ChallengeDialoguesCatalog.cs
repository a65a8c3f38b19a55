using ResearchML;
using ResearchML.Transforms;

namespace Microsoft.ML;

/// <summary>Dialogues under pressure on <c>mlContext.Transforms.Text</c>.</summary>
public static class ChallengeDialoguesCatalog
{
    extension(TransformsCatalog.TextTransforms catalog)
    {
        /// <summary>Makes dialogues of each question, in which a user challenges or endorses an answer that is right or wrong, under growing pressure.</summary>
        /// <param name="outputColumn">Name of the Text column that the messages are written to; those beside it are named by <see cref="DialogueColumns"/>.</param>
        /// <param name="question">Name of a Text column: the questions.</param>
        /// <param name="gold">Name of a Text column: their right answers.</param>
        /// <param name="distractors">Name of a column of Text, or of vectors of Text of any length: wrong answers, the most plausible first.</param>
        /// <param name="options">What is crossed. Default: the options' own defaults, which make 20 dialogues of a question.</param>
        /// <exception cref="ArgumentException">An option is not acceptable, or two columns have one name.</exception>
        public ChallengeDialoguesEstimator ChallengeDialogues(string outputColumn, string question, string gold, string distractors, ChallengeOptions? options = null) =>
            new(catalog.GetEnvironment(), outputColumn, question, gold, distractors, options ?? new ChallengeOptions());
    }
}
