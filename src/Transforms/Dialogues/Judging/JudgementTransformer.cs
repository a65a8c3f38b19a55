using Microsoft.ML;
using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Reads a judge's replies; see <see cref="VerdictJudge.Read"/>.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class JudgementTransformer : BatchedTransformer<string, string>, IExternalTransformer
{
    private const int BatchRows = 1;

    private readonly string _output, _input;

    internal JudgementTransformer(IHostEnvironment environment, string output, string input)
        : base(environment, nameof(JudgementTransformer), BatchRows)
    {
        (_output, _input) = (output, input);
        Inputs = [InputColumn.Text(input)];
        Outputs = [OutputColumn.Text<string>(output, kind => kind)];
    }

    static int IExternalTransformer.FormatVersion => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<string>> Outputs { get; }

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader) =>
        new JudgementTransformer(env, reader.ReadString(), reader.ReadString());

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        writer.Writer.Write(_output);
        writer.Writer.Write(_input);
    }

    /// <inheritdoc/>
    protected override Func<string> BindInput(DataViewRow row) => TextColumnAdapter.Bind(row, _input);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> MapBatch(IReadOnlyList<string> batch) => [.. batch.Select(text => VerdictJudge.Read(text).ToString())];
}
