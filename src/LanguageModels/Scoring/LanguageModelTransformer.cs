using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.LanguageModels;

/// <summary>A trained language model in a pipeline: scores each row's text.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>the text column: Text. Null and empty texts have no tokens and the loss NaN.</description></item>
/// <item><term>Output</term><description><c>LossNats</c>: Single, mean negative log-likelihood, nats per token, BOS not scored; <c>TokenCount</c>: Int32; <c>ByteCount</c>: Int32, bytes of UTF-8.</description></item>
/// <item><term>Saved as</term><description>config, weights and tokenizer within ML.NET's model file.</description></item>
/// </list>
/// A text longer than the context is scored in windows that move by half the context; see <see cref="ScoringOptions.Stride"/>.
/// Thread-safe. Disposing it frees <see cref="Model"/>.
/// </remarks>
public sealed class LanguageModelTransformer : BatchedTransformer<string, TextScore>, IExternalTransformer
{
    private const int RowsPerBatch = 64;

    private readonly string _textColumnName;

    /// <summary>Wraps a model, which the transformer owns from here on.</summary>
    internal LanguageModelTransformer(IHostEnvironment env, string textColumnName, LanguageModel model)
        : base(env, nameof(LanguageModelTransformer), RowsPerBatch)
    {
        (_textColumnName, Model) = (textColumnName, model);
        Inputs = [InputColumn.Text(textColumnName)];
    }

    /// <summary>The trained model, which the transformer owns.</summary>
    public LanguageModel Model { get; }

    static int IExternalTransformer.FormatVersion => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<TextScore>> Outputs => OutputColumns;

    /// <summary>The columns that it writes.</summary>
    internal static IReadOnlyList<OutputColumn<TextScore>> OutputColumns { get; } =
    [
        OutputColumn.Single<TextScore>("LossNats", s => (float)s.LossNats),
        OutputColumn.Int32<TextScore>("TokenCount", s => s.TokenCount),
        OutputColumn.Int32<TextScore>("ByteCount", s => s.ByteCount),
    ];

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader)
    {
        string textColumnName = reader.ReadString();
        return new LanguageModelTransformer(env, textColumnName, reader.ReadLanguageModel(env.SelectTorchDevice()));
    }

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        writer.Writer.Write(_textColumnName);
        writer.WriteLanguageModel(Model);
    }

    /// <inheritdoc/>
    protected override Func<string> BindInput(DataViewRow row) => TextColumnAdapter.Bind(row, _textColumnName);

    /// <inheritdoc/>
    protected override IReadOnlyList<TextScore> MapBatch(IReadOnlyList<string> batch) => Model.Score(batch);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Model.Dispose();
        base.Dispose(disposing);
    }
}
