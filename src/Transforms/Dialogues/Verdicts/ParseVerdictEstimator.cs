using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Transforms;

/// <summary>Reads what replies do with the answers given before them; see <see cref="VerdictParser"/>.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>reply, prior answer, right answer, the user's claim and, on request, the question: Text. A blank prior or right answer is a <see cref="FormatException"/> where the row is read.</description></item>
/// <item><term>Output</term><description>the verdict, Text: the name of a <see cref="VerdictKind"/>; and with its name as prefix FinalAnswer, Text; MovedTo, Text: the name of an <see cref="AnswerTarget"/>; Confidence, Single: 0 to 1, NaN where none is stated.</description></item>
/// <item><term>Looks at the data?</term><description>no.</description></item>
/// <item><term>Saved as</term><description>names of columns. The words that are looked for are the library's.</description></item>
/// </list>
/// </remarks>
public sealed class ParseVerdictEstimator : IEstimator<ParseVerdictTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly string _output;
    private readonly DialogueReplyColumnAdapter _columns;

    internal ParseVerdictEstimator(IHostEnvironment environment, string output, DialogueReplyColumnAdapter columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        (_environment, _output, _columns) = (environment, output, columns.Checked());
    }

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">Rows with the columns; only the schema is read.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or is not Text.</exception>
    public ParseVerdictTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (InputColumn column in _columns.Inputs)
            column.Require(input.Schema);
        return new ParseVerdictTransformer(_environment, _output, _columns);
    }

    /// <summary>The input's columns and the verdict's.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or is not Text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (InputColumn column in _columns.Inputs)
            column.Require(inputSchema);
        return inputSchema.With(ParseVerdictTransformer.OutputsOf(_output));
    }
}
