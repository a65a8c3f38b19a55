using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Continues the texts of a column with a language model.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>a text column: Text. An empty or null text is continued from BOS; without a BOS its continuation is empty.</description></item>
/// <item><term>Output</term><description>Text: the continuation, without the prompt.</description></item>
/// <item><term>Looks at the data?</term><description>no.</description></item>
/// <item><term>Saved as</term><description>options, seed and the whole model, within ML.NET's model file.</description></item>
/// </list>
/// A row's draws depend on the seed and on its text, never on its place or its neighbours: equal rows get equal continuations.
/// </remarks>
public sealed class GenerateTextEstimator : IEstimator<GenerateTextTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly string _outputColumnName;
    private readonly InputColumn _text;
    private readonly LanguageModel _model;
    private readonly GenerationOptions _options;
    private readonly int _batchRows;

    internal GenerateTextEstimator(
        IHostEnvironment environment, string outputColumnName, string inputColumnName, LanguageModel model, GenerationOptions options, int batchRows)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        if (batchRows < 1)
            throw new ArgumentOutOfRangeException(nameof(batchRows), batchRows, $"batchRows must be at least 1, but is {batchRows}.");
        options.Validate();
        (_environment, _outputColumnName, _text) = (environment, outputColumnName, InputColumn.Text(inputColumnName));
        (_model, _options, _batchRows) = (model, options, batchRows);
    }

    /// <summary>Makes the transformer; it shares the model, which the caller still owns.</summary>
    /// <param name="input">Rows with the text column; only the schema is read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or is not Text.</exception>
    public GenerateTextTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _text.Require(input.Schema);
        ulong seed = ComponentSeed.Resolve(_environment, _options.Seed, nameof(GenerateTextTransformer));
        return new GenerateTextTransformer(_environment, _outputColumnName, _text.Name, _model, _options, seed, _batchRows, ownsModel: false);
    }

    /// <summary>The input's columns and the continuation.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or is not Text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _text.Require(inputSchema);
        return inputSchema.With(ColumnShapes.Create(_outputColumnName, TextDataViewType.Instance));
    }
}
