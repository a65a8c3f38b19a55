using ResearchML.Evaluators;

namespace Microsoft.ML;

/// <summary>The pass@k evaluator on <c>mlContext.Evaluators</c>.</summary>
public static class PassAtKCatalog
{
    extension(EvaluatorCatalog catalog)
    {
        /// <summary>Evaluates pass@k of graded samples, by group, with intervals and Beta-binomial fits.</summary>
        /// <param name="rows">Rows of (problem, n, c), or of single graded samples; read once.</param>
        /// <param name="options">Columns, k, level, resamples. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type, or an option is out of its range.</exception>
        /// <exception cref="InvalidDataException">A name is empty, or a count is negative, no whole number, or more than the samples, or rows of one problem add up to more than 2^53 samples; the message tells row and column, or row and problem.</exception>
        /// <exception cref="ArgumentException">There is no row, or an option names a column by nothing or a k twice.</exception>
        public PassAtKReport PassAtK(IDataView rows, PassAtKOptions? options = null) => catalog.PassAtK(options).Evaluate(rows);

        /// <summary>The same as an estimator: rows pass through with their pass@k, and the fitted transformer holds the report.</summary>
        /// <param name="options">Columns, k, level, resamples. Default: the options' own defaults.</param>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        /// <exception cref="ArgumentException">An option names a column by nothing or a k twice.</exception>
        public PassAtKEstimator PassAtK(PassAtKOptions? options = null) => new(catalog.Environment, options ?? new PassAtKOptions());
    }
}
