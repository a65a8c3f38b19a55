using System.Reflection;
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
        string assembly = reader.ReadString(), type = reader.ReadString();
        return new SplitSentencesTransformer(env, output, input, LoadSplitter(assembly, type, reader.Reader));
    }

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        Type type = _splitter.GetType();
        if (_splitter is not ISavedSentenceSplitter saved || type.IsGenericType)
            throw new NotSupportedException($"'{type}' cannot be saved with the model: it is no {nameof(ISavedSentenceSplitter)}, or it is generic.");
        writer.Writer.Write(_outputColumnName);
        writer.Writer.Write(_inputColumnName);
        writer.Writer.Write(type.Assembly.GetName().Name!);
        writer.Writer.Write(type.FullName!);
        saved.Save(writer.Writer);
    }

    /// <inheritdoc/>
    protected override Func<string> BindInput(DataViewRow row) => TextColumnAdapter.Bind(row, _inputColumnName);

    /// <inheritdoc/>
    protected override IReadOnlyList<ReadOnlyMemory<char>[]> MapBatch(IReadOnlyList<string> batch) =>
        [.. batch.Select(text => _splitter.Ranges(text).Select(range => text.AsMemory()[range]).ToArray())];

    private static SentenceSplitter LoadSplitter(string assembly, string typeName, BinaryReader reader)
    {
        Type? type;
        try
        {
            type = Assembly.Load(new AssemblyName { Name = assembly }).GetType(typeName);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            throw new InvalidDataException($"The model splits sentences by a '{typeName}' from assembly '{assembly}', which could not be loaded. Reference the package that contains it.", e);
        }
        if (type is not { IsAbstract: false, IsGenericType: false } || !type.IsAssignableTo(typeof(ISavedSentenceSplitter)))
            throw new InvalidDataException($"The model splits sentences by a '{typeName}', which assembly '{assembly}' does not have as a class that is an {nameof(ISavedSentenceSplitter)}. Was the model saved by another version of the package?");
        return (SentenceSplitter)typeof(SplitSentencesTransformer).GetMethod(nameof(LoadAs), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [reader], null)!;
    }

    private static SentenceSplitter LoadAs<T>(BinaryReader reader) where T : ISavedSentenceSplitter => T.Load(reader);
}
