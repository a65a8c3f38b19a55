using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Transforms;

/// <summary>Reads what replies do with the answers given before them; see <see cref="ParseVerdictEstimator"/>.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ParseVerdictTransformer : BatchedTransformer<DialogueReply, Verdict>, IExternalTransformer
{
    private const int BatchRows = 1; // nothing is gained by more, and a chat model before it must not be asked ahead

    private readonly string _output;
    private readonly DialogueReplyColumnAdapter _columns;

    internal ParseVerdictTransformer(IHostEnvironment environment, string output, DialogueReplyColumnAdapter columns)
        : base(environment, nameof(ParseVerdictTransformer), BatchRows)
    {
        (_output, _columns) = (output, columns);
        Outputs = OutputsOf(output);
    }

    static int IExternalTransformer.FormatVersion => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs => _columns.Inputs;

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<Verdict>> Outputs { get; }

    internal static IReadOnlyList<OutputColumn<Verdict>> OutputsOf(string output) =>
    [
        OutputColumn.Text<Verdict>(output, v => v.Kind.ToString()),
        OutputColumn.Text<Verdict>(output + "FinalAnswer", v => v.FinalAnswer),
        OutputColumn.Text<Verdict>(output + "MovedTo", v => v.MovedTo.ToString()),
        OutputColumn.Single<Verdict>(output + "Confidence", v => (float)(v.Confidence ?? double.NaN)),
    ];

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader) =>
        new ParseVerdictTransformer(env, reader.ReadString(), DialogueReplyColumnAdapter.Load(reader));

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        writer.Writer.Write(_output);
        _columns.Save(writer);
    }

    /// <inheritdoc/>
    protected override Func<DialogueReply> BindInput(DataViewRow row) => _columns.Bind(row);

    /// <inheritdoc/>
    protected override IReadOnlyList<Verdict> MapBatch(IReadOnlyList<DialogueReply> batch) =>
        [.. batch.Select(r => VerdictParser.Parse(r.Response, r.Prior, r.Gold, r.Claim, r.Question))];
}
