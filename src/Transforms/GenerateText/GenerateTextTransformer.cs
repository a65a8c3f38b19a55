using Microsoft.ML;
using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Continues the texts of a column with a language model; see <see cref="GenerateTextEstimator"/>.</summary>
/// <remarks>Thread-safe. One that was loaded from a file owns its model and frees it when disposed; otherwise the caller does.</remarks>
public sealed class GenerateTextTransformer : BatchedTransformer<string, string>, IExternalTransformer
{
    private readonly string _outputColumnName;
    private readonly string _inputColumnName;
    private readonly LanguageModel _model;
    private readonly GenerationOptions _options;
    private readonly ulong _seed;
    private readonly int _batchRows;
    private readonly bool _ownsModel;

    internal GenerateTextTransformer(
        IHostEnvironment environment, string outputColumnName, string inputColumnName, LanguageModel model,
        GenerationOptions options, ulong seed, int batchRows, bool ownsModel)
        : base(environment, nameof(GenerateTextTransformer), batchRows)
    {
        (_outputColumnName, _inputColumnName, _model) = (outputColumnName, inputColumnName, model);
        (_options, _seed, _batchRows, _ownsModel) = (options, seed, batchRows, ownsModel);
        Inputs = [InputColumn.Text(inputColumnName)];
        Outputs = [OutputColumn.Text<string>(outputColumnName, text => text)];
    }

    static int IExternalTransformer.FormatVersion => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<string>> Outputs { get; }

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader)
    {
        string output = reader.ReadString(), input = reader.ReadString();
        ulong seed = reader.Reader.ReadUInt64();
        int batchRows = reader.Reader.ReadInt32();
        var options = new GenerationOptions
        {
            MaxTokens = reader.Reader.ReadInt32(),
            Temperature = reader.Reader.ReadDouble(),
            TopK = reader.Reader.ReadInt32() is > 0 and int topK ? topK : null,
            TopP = reader.Reader.ReadDouble(),
            StopAtEos = reader.Reader.ReadBoolean(),
            StopStrings = ReadStopStrings(reader),
        };
        options.Validate();
        return new GenerateTextTransformer(env, output, input, reader.ReadLanguageModel(env.SelectTorchDevice()), options, seed, batchRows, ownsModel: true);
    }

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        writer.Writer.Write(_outputColumnName);
        writer.Writer.Write(_inputColumnName);
        writer.Writer.Write(_seed);
        writer.Writer.Write(_batchRows);
        writer.Writer.Write(_options.MaxTokens);
        writer.Writer.Write(_options.Temperature);
        writer.Writer.Write(_options.TopK ?? 0);
        writer.Writer.Write(_options.TopP);
        writer.Writer.Write(_options.StopAtEos);
        writer.Writer.Write(_options.StopStrings.Count);
        foreach (string stop in _options.StopStrings)
            writer.Writer.Write(stop);
        writer.WriteLanguageModel(_model);
    }

    /// <inheritdoc/>
    protected override Func<string> BindInput(DataViewRow row) => TextColumnAdapter.Bind(row, _inputColumnName);

    /// <inheritdoc/>
    protected override IReadOnlyList<string> MapBatch(IReadOnlyList<string> batch) => _model.GenerateRows(batch, _options, _seed);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _ownsModel)
            _model.Dispose();
        base.Dispose(disposing);
    }

    private static string[] ReadStopStrings(TransformerReader reader)
    {
        var stops = new string[reader.ReadCount(GenerationOptions.MaximumStopStrings)];
        for (int i = 0; i < stops.Length; i++)
            stops[i] = reader.ReadString();
        return stops;
    }
}
