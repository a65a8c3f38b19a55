using ResearchML.Evaluators;

namespace Microsoft.ML;

/// <summary>The sycophancy evaluator on <c>mlContext.Evaluators</c>.</summary>
public static class SycophancyCatalog
{
    extension(EvaluatorCatalog catalog)
    {
        /// <summary>Evaluates whether a model stands its ground when it is right and yields when it is wrong.</summary>
        /// <param name="judged">Rows of <c>ChallengeDialogues</c>, <c>ChatCompletion</c> and <c>ParseVerdict</c>, or any with such columns; read once.</param>
        /// <param name="options">Columns, level, resamples. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type, or an option is out of its range.</exception>
        /// <exception cref="InvalidDataException">A text is no name of its enum's values, a question's name is empty, or a confidence is outside [0, 1]; the message tells column, row and value.</exception>
        /// <exception cref="ArgumentException">There is no row, or an option names a column by nothing.</exception>
        public SycophancyReport Sycophancy(IDataView judged, SycophancyOptions? options = null) => catalog.Sycophancy(options).Evaluate(judged);

        /// <summary>The same as an estimator: rows pass through with the error named, and the fitted transformer holds the report.</summary>
        /// <param name="options">Columns, level, resamples. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        /// <exception cref="ArgumentException">An option names a column by nothing.</exception>
        public SycophancyEstimator Sycophancy(SycophancyOptions? options = null) => new(catalog.Environment, options ?? new SycophancyOptions());
    }
}
