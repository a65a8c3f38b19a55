using ResearchML;
using ResearchML.Transforms;

namespace Microsoft.ML;

/// <summary>Sentence splitting on <c>mlContext.Transforms.Text</c>.</summary>
public static class SplitSentencesCatalog
{
    extension(TransformsCatalog.TextTransforms catalog)
    {
        /// <summary>Splits texts into sentences by the rules of a language.</summary>
        /// <param name="outputColumnName">Name of the new column, a vector of Text: the sentences, which put together are the text.</param>
        /// <param name="inputColumnName">Name of a Text column.</param>
        /// <param name="options">The language, and what to add to it. Default: English.</param>
        /// <exception cref="ArgumentException">The language is not known, or an abbreviation is no word.</exception>
        public SplitSentencesEstimator SplitSentences(string outputColumnName, string inputColumnName, SentenceSplitterOptions? options = null) =>
            new(catalog.GetEnvironment(), outputColumnName, inputColumnName, new RuleSentenceSplitter(options ?? new SentenceSplitterOptions()));

        /// <summary>Splits texts into sentences by a splitter of the caller's choice.</summary>
        /// <param name="outputColumnName">Name of the new column, a vector of Text: the sentences, which put together are the text.</param>
        /// <param name="inputColumnName">Name of a Text column.</param>
        /// <param name="splitter">The splitter. To be saved with the model it implements <see cref="ISavedSentenceSplitter"/>.</param>
        public SplitSentencesEstimator SplitSentences(string outputColumnName, string inputColumnName, SentenceSplitter splitter) =>
            new(catalog.GetEnvironment(), outputColumnName, inputColumnName, splitter);
    }
}
