using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Transforms;

/// <summary>Splits the texts of a column into sentences.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>a text column: Text.</description></item>
/// <item><term>Output</term><description>a vector of Text, of another length in each row: the sentences with the white space after them, which put together are the text. Null and empty texts have none.</description></item>
/// <item><term>Looks at the data?</term><description>no.</description></item>
/// <item><term>Saved as</term><description>the splitter's options; the words of a language stay in the package, so that a later one may split better.</description></item>
/// </list>
/// </remarks>
public sealed class SplitSentencesEstimator : IEstimator<SplitSentencesTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly string _outputColumnName;
    private readonly InputColumn _text;
    private readonly SentenceSplitter _splitter;

    internal SplitSentencesEstimator(IHostEnvironment environment, string outputColumnName, string inputColumnName, SentenceSplitter splitter)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(splitter);
        (_environment, _outputColumnName, _text, _splitter) = (environment, outputColumnName, InputColumn.Text(inputColumnName), splitter);
    }

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">Rows with the text column; only the schema is read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or is not Text.</exception>
    public SplitSentencesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _text.Require(input.Schema);
        return new SplitSentencesTransformer(_environment, _outputColumnName, _text.Name, _splitter);
    }

    /// <summary>The input's columns and the sentences.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or is not Text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _text.Require(inputSchema);
        return inputSchema.With(ColumnShapes.Create(_outputColumnName, SplitSentencesTransformer.Sentences));
    }
}
