using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Transforms;

/// <summary>Writes the conversation that asks a judge; see <see cref="VerdictJudge.Ask"/>.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class JudgeQuestionTransformer : BatchedTransformer<DialogueReply, string>, IExternalTransformer
{
    private const int BatchRows = 1; // nothing is gained by more, and a chat model's cursor reads ahead itself

    private readonly string _output;
    private readonly DialogueReplyColumnAdapter _columns;

    internal JudgeQuestionTransformer(IHostEnvironment environment, string output, DialogueReplyColumnAdapter columns)
        : base(environment, nameof(JudgeQuestionTransformer), BatchRows)
    {
        (_output, _columns) = (output, columns);
        Outputs = [OutputColumn.Text<string>(output, text => text)];
    }

    static int IExternalTransformer.FormatVersion => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs => _columns.Inputs;

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<string>> Outputs { get; }

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader) =>
        new JudgeQuestionTransformer(env, reader.ReadString(), DialogueReplyColumnAdapter.Load(reader));

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        writer.Writer.Write(_output);
        _columns.Save(writer);
    }

    /// <inheritdoc/>
    protected override Func<DialogueReply> BindInput(DataViewRow row) => _columns.Bind(row);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> MapBatch(IReadOnlyList<DialogueReply> batch) => [.. batch.Select(VerdictJudge.Ask)];
}
