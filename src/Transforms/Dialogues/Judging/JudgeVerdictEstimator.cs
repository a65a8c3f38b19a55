using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ResearchML.Transforms;

/// <summary>Lets a chat model judge what replies do with the answers given before them: the second opinion beside <see cref="ParseVerdictEstimator"/>.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>as of <see cref="ParseVerdictEstimator"/>.</description></item>
/// <item><term>Output</term><description>the judge's verdict, Text: the name of a <see cref="VerdictKind"/>, Unparsed where it keeps to no form or gives no answer; and with its name as prefix Messages and Reply, Text, and the columns of <see cref="ChatCompletionEstimator"/> for Reply.</description></item>
/// <item><term>Looks at the data?</term><description>no.</description></item>
/// <item><term>Saved as</term><description>names of columns and the chat model's options; see <see cref="ChatCompletionEstimator"/>.</description></item>
/// </list>
/// </remarks>
public sealed class JudgeVerdictEstimator : IEstimator<TransformerChain<JudgementTransformer>>
{
    private readonly IHostEnvironment _environment;
    private readonly string _output;
    private readonly DialogueReplyColumnAdapter _columns;
    private readonly ChatCompletionEstimator _judge;

    internal JudgeVerdictEstimator(IHostEnvironment environment, string output, DialogueReplyColumnAdapter columns, IChatClient judge, CompleteChatOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        (_environment, _output, _columns) = (environment, output, columns.Checked());
        _judge = new ChatCompletionEstimator(environment, Reply, Messages, judge, options);
    }

    private string Messages => _output + "Messages";

    private string Reply => _output + "Reply";

    /// <summary>Makes the transformers: the question to the judge, the judge, and its verdict.</summary>
    /// <param name="input">Rows with the columns; only the schema is read.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or is not Text.</exception>
    public TransformerChain<JudgementTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (InputColumn column in _columns.Inputs)
            column.Require(input.Schema);
        var question = new JudgeQuestionTransformer(_environment, Messages, _columns);
        ChatCompletionTransformer judge = _judge.Fit(question.Transform(input));
        return new TransformerChain<JudgementTransformer>(question, judge, new JudgementTransformer(_environment, _output, Reply));
    }

    /// <summary>The input's columns, the judge's and its verdict.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or is not Text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (InputColumn column in _columns.Inputs)
            column.Require(inputSchema);
        return _judge.GetOutputSchema(inputSchema.With([OutputColumn.Text<string>(Messages, text => text)])).With([OutputColumn.Text<string>(_output, text => text)]);
    }
}
