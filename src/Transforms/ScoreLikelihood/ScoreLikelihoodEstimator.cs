using Microsoft.ML;
using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Scores a text column with a language model.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>a text column: Text. Null and empty texts have the loss NaN.</description></item>
/// <item><term>Output</term><description>Single: mean negative log-likelihood, nats per token; on request Int32 columns of scored tokens and bytes.</description></item>
/// <item><term>Looks at the data?</term><description>no.</description></item>
/// <item><term>Saved as</term><description>options and the whole model, within ML.NET's model file.</description></item>
/// </list>
/// </remarks>
public sealed class ScoreLikelihoodEstimator : IEstimator<ScoreLikelihoodTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly ScoreLikelihoodColumns _columns;
    private readonly LanguageModel _model;
    private readonly ScoreLikelihoodOptions _options;

    internal ScoreLikelihoodEstimator(
        IHostEnvironment environment, string outputColumnName, string inputColumnName, LanguageModel model, ScoreLikelihoodOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Scoring);
        if (options.BatchRows < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.BatchRows, $"ScoreLikelihoodOptions.BatchRows must be at least 1, but is {options.BatchRows}.");
        options.Scoring.Validate(model.Config);
        CheckNames(outputColumnName, options);
        (_environment, _model, _options) = (environment, model, options);
        _columns = new ScoreLikelihoodColumns(inputColumnName, outputColumnName, options.TokenCountColumnName, options.ByteCountColumnName);
    }

    private static void CheckNames(string outputColumnName, ScoreLikelihoodOptions options)
    {
        string[] names = [outputColumnName, .. Name(options.TokenCountColumnName), .. Name(options.ByteCountColumnName)];
        if (names.Contains(""))
            throw new ArgumentException("ScoreLikelihoodOptions: a column's name must not be empty; null leaves the column out.", nameof(options));
        if (names.Distinct().Count() < names.Length)
            throw new ArgumentException($"ScoreLikelihood must write columns of different names, but writes {string.Join(", ", names.Select(n => $"'{n}'"))}.", nameof(options));

        static string[] Name(string? name) => name is null ? [] : [name];
    }

    /// <summary>Makes the transformer; it shares the model, which the caller still owns.</summary>
    /// <param name="input">Rows with the text column; only the schema is read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or is not Text.</exception>
    public ScoreLikelihoodTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _columns.Text.Require(input.Schema);
        return new ScoreLikelihoodTransformer(_environment, _columns, _model, _options, ownsModel: false);
    }

    /// <summary>The input's columns and the scores.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or is not Text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _columns.Text.Require(inputSchema);
        return inputSchema.With(_columns.Outputs);
    }
}
