using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;
using PermutedRow = (ResearchML.Transforms.PermutedDocument Document, Microsoft.ML.Data.DataViewRowId Source);

namespace ResearchML.Transforms;

/// <summary>Makes several rows of each: its text with the sentences in other orders; see <see cref="PermuteSentencesEstimator"/>.</summary>
/// <remarks>Thread-safe. One that was loaded from a file owns its model and frees it when disposed; otherwise the caller does.</remarks>
public sealed class PermuteSentencesTransformer : ExpandingTransformer<(string Text, DataViewRowId Id), PermutedRow>, IExternalTransformer, IDisposable
{
    private const int MostDistances = 1 << 16;

    private readonly PermuteSentencesColumnAdapter _columns;
    private readonly LanguageModel _model;
    private readonly SentencePermutationOptions _options;
    private readonly ulong _seed;
    private readonly bool _ownsModel;
    private readonly SentencePermuter _permuter;

    internal PermuteSentencesTransformer(
        IHostEnvironment environment, PermuteSentencesColumnAdapter columns, LanguageModel model, SentencePermutationOptions options,
        DistanceBaseline? distances, ulong seed, bool ownsModel)
        : base(environment, nameof(PermuteSentencesTransformer), options.BatchRows)
    {
        (_columns, _model, _options, Distances, _seed, _ownsModel) = (columns, model, options, distances, seed, ownsModel);
        _permuter = new SentencePermuter(model, options, distances, seed);
        Inputs = [columns.Text];
    }

    /// <summary>What lift is beside, as measured when it was fitted; <see langword="null"/> for uniform attention.</summary>
    public DistanceBaseline? Distances { get; }

    static int IExternalTransformer.FormatVersion => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<PermutedRow>> Outputs => _columns.Outputs;

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader)
    {
        var columns = new PermuteSentencesColumnAdapter(reader.ReadString(), reader.ReadString());
        ulong seed = reader.Reader.ReadUInt64();
        BinaryReader from = reader.Reader;
        var options = new SentencePermutationOptions
        {
            Copies = from.ReadInt32(),
            IncludeOriginal = from.ReadBoolean(),
            Distinct = from.ReadBoolean(),
            Layers = LayerRange.From(ReadPresent(from, r => r.ReadInt32()), ReadPresent(from, r => r.ReadInt32()), ReadPresent(from, r => r.ReadDouble())),
            Heads = (HeadReduction)from.ReadInt32(),
            DropSink = from.ReadBoolean(),
            MinimumLift = from.ReadSingle(),
            MinimumDistance = from.ReadInt32(),
            StrongestPerSentence = ReadPresent(from, r => r.ReadInt32()),
            PinnedFirst = from.ReadInt32(),
            PinnedLast = from.ReadInt32(),
            SectionSentences = from.ReadInt32(),
            MaxStates = from.ReadInt32(),
            BatchRows = from.ReadInt32(),
            MaxBatchTokens = from.ReadInt32(),
            Splitter = SavedSentenceSplitter.Read(reader),
        };
        DistanceBaseline? distances = null;
        if (from.ReadBoolean())
        {
            var lifts = new double[reader.ReadCount(MostDistances)];
            for (int i = 0; i < lifts.Length; i++)
                lifts[i] = from.ReadDouble();
            distances = new DistanceBaseline(lifts);
        }
        LanguageModel model = reader.ReadLanguageModel(env.SelectTorchDevice());
        try
        {
            return new PermuteSentencesTransformer(env, columns, model, options, distances, seed, ownsModel: true);
        }
        catch
        {
            model.Dispose(); // the options are checked against it
            throw;
        }
    }

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        BinaryWriter to = writer.Writer;
        to.Write(_columns.Input);
        to.Write(_columns.Output);
        to.Write(_seed);
        to.Write(_options.Copies);
        to.Write(_options.IncludeOriginal);
        to.Write(_options.Distinct);
        WritePresent(to, _options.Layers.First, to.Write);
        WritePresent(to, _options.Layers.Last, to.Write);
        WritePresent(to, _options.Layers.Depth, to.Write);
        to.Write((int)_options.Heads);
        to.Write(_options.DropSink);
        to.Write(_options.MinimumLift);
        to.Write(_options.MinimumDistance);
        WritePresent(to, _options.StrongestPerSentence, to.Write);
        to.Write(_options.PinnedFirst);
        to.Write(_options.PinnedLast);
        to.Write(_options.SectionSentences);
        to.Write(_options.MaxStates);
        to.Write(_options.BatchRows);
        to.Write(_options.MaxBatchTokens);
        SavedSentenceSplitter.Write(writer, _options.Splitter);
        to.Write(Distances is not null);
        if (Distances is not null)
        {
            to.Write(Distances.Lifts.Count);
            foreach (double lift in Distances.Lifts)
                to.Write(lift);
        }
        writer.WriteLanguageModel(_model);
    }

    /// <summary>Frees the model of a transformer that was loaded from a file.</summary>
    public void Dispose()
    {
        if (_ownsModel)
            _model.Dispose();
    }

    /// <inheritdoc/>
    protected override Func<(string Text, DataViewRowId Id)> BindInput(DataViewRow row)
    {
        Func<string> text = TextColumnAdapter.Bind(row, _columns.Input);
        ValueGetter<DataViewRowId> getId = row.GetIdGetter();
        return () =>
        {
            DataViewRowId id = default;
            getId(ref id);
            return (text(), id);
        };
    }

    /// <inheritdoc/>
    protected override IEnumerable<PermutedRow> Expand((string Text, DataViewRowId Id) input) => ExpandBatch([input])[0];

    /// <inheritdoc/>
    protected override IReadOnlyList<IEnumerable<PermutedRow>> ExpandBatch(IReadOnlyList<(string Text, DataViewRowId Id)> batch) =>
        [.. _permuter.Permute([.. batch.Select(row => row.Text)]).Zip(batch, (documents, row) => documents.Select(document => (document, row.Id)))];

    /// <inheritdoc/>
    protected override ExpansionLog<PermutedRow>? BeginPass() => new PermutationLogAdapter(Host);

    private static void WritePresent<T>(BinaryWriter to, T? value, Action<T> write)
        where T : struct
    {
        to.Write(value is not null);
        if (value is T present)
            write(present);
    }

    private static T? ReadPresent<T>(BinaryReader from, Func<BinaryReader, T> read)
        where T : struct => from.ReadBoolean() ? read(from) : null;
}
