using Microsoft.ML;
using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Scores a text column with a language model; see <see cref="ScoreLikelihoodEstimator"/>.</summary>
/// <remarks>Thread-safe. One that was loaded from a file owns its model and frees it when disposed; otherwise the caller does.</remarks>
public sealed class ScoreLikelihoodTransformer : BatchedTransformer<string, TextScore>, IExternalTransformer
{
    private const int Automatic = 0; // stands for no limit of the caller's in the file

    private readonly ScoreLikelihoodColumns _columns;
    private readonly LanguageModel _model;
    private readonly ScoreLikelihoodOptions _options;
    private readonly bool _ownsModel;

    internal ScoreLikelihoodTransformer(
        IHostEnvironment environment, ScoreLikelihoodColumns columns, LanguageModel model, ScoreLikelihoodOptions options, bool ownsModel)
        : base(environment, nameof(ScoreLikelihoodTransformer), options.BatchRows)
    {
        (_columns, _model, _options, _ownsModel) = (columns, model, options, ownsModel);
        Inputs = [columns.Text];
    }

    static int IExternalTransformer.FormatVersion => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<TextScore>> Outputs => _columns.Outputs;

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader)
    {
        var columns = new ScoreLikelihoodColumns(reader.ReadString(), reader.ReadString(), ReadName(reader), ReadName(reader));
        var options = new ScoreLikelihoodOptions
        {
            BatchRows = reader.Reader.ReadInt32(),
            Scoring = new ScoringOptions { MaxBatchTokens = reader.Reader.ReadInt32() is int tokens and not Automatic ? tokens : null, Stride = reader.Reader.ReadInt32() },
            TokenCountColumnName = columns.TokenCount,
            ByteCountColumnName = columns.ByteCount,
        };
        return new ScoreLikelihoodTransformer(env, columns, reader.ReadLanguageModel(env.SelectTorchDevice()), options, ownsModel: true);
    }

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        writer.Writer.Write(_columns.Input);
        writer.Writer.Write(_columns.Loss);
        writer.Writer.Write(_columns.TokenCount ?? "");
        writer.Writer.Write(_columns.ByteCount ?? "");
        writer.Writer.Write(_options.BatchRows);
        writer.Writer.Write(_options.Scoring.MaxBatchTokens ?? Automatic);
        writer.Writer.Write(_options.Scoring.Validate(_model.Config));
        writer.WriteLanguageModel(_model);
    }

    /// <inheritdoc/>
    protected override Func<string> BindInput(DataViewRow row) => TextColumnAdapter.Bind(row, _columns.Input);

    /// <inheritdoc/>
    protected override IReadOnlyList<TextScore> MapBatch(IReadOnlyList<string> batch) => _model.Score(batch, _options.Scoring);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _ownsModel)
            _model.Dispose();
        base.Dispose(disposing);
    }

    private static string? ReadName(TransformerReader reader) => reader.ReadString() is { Length: > 0 } name ? name : null;
}
