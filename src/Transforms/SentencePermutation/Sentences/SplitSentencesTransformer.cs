using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Splits the texts of a column into sentences; see <see cref="SplitSentencesEstimator"/>.</summary>
/// <remarks>Thread-safe. Saved if its splitter is an <see cref="ISavedSentenceSplitter"/>; otherwise saving is a <see cref="NotSupportedException"/>.</remarks>
public sealed class SplitSentencesTransformer : BatchedTransformer<string, ReadOnlyMemory<char>[]>, IExternalTransformer
{
    private const int BatchRows = 16; // splitting gains nothing from more

    private readonly string _outputColumnName;
    private readonly string _inputColumnName;
    private readonly SentenceSplitter _splitter;

    internal SplitSentencesTransformer(IHostEnvironment environment, string outputColumnName, string inputColumnName, SentenceSplitter splitter)
        : base(environment, nameof(SplitSentencesTransformer), BatchRows)
    {
        (_outputColumnName, _inputColumnName, _splitter) = (outputColumnName, inputColumnName, splitter);
        Inputs = [InputColumn.Text(inputColumnName)];
        Outputs = [OutputColumn.Create(outputColumnName, Sentences, (ReadOnlyMemory<char>[] sentences) => new VBuffer<ReadOnlyMemory<char>>(sentences.Length, sentences))];
    }

    static int IExternalTransformer.FormatVersion => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<ReadOnlyMemory<char>[]>> Outputs { get; }

    internal static VectorDataViewType Sentences { get; } = new(TextDataViewType.Instance);

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader)
    {
        string output = reader.ReadString(), input = reader.ReadString();
        return new SplitSentencesTransformer(env, output, input, SavedSentenceSplitter.Read(reader));
    }

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        writer.Writer.Write(_outputColumnName);
        writer.Writer.Write(_inputColumnName);
        SavedSentenceSplitter.Write(writer, _splitter);
    }

    /// <inheritdoc/>
    protected override Func<string> BindInput(DataViewRow row) => TextColumnAdapter.Bind(row, _inputColumnName);

    /// <inheritdoc/>
    protected override IReadOnlyList<ReadOnlyMemory<char>[]> MapBatch(IReadOnlyList<string> batch) =>
        [.. batch.Select(text => _splitter.Ranges(text).Select(range => text.AsMemory()[range]).ToArray())];
}
