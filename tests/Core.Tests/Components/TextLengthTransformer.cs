using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ResearchML.Tests;

public sealed record TextLength(int Length, float Score, float[] Parts);

/// <summary>The length of a text, a score that is its multiple, and a vector of both.</summary>
public sealed class TextLengthTransformer : BatchedTransformer<string, TextLength>, IExternalTransformer
{
    private readonly string _input;
    private readonly float _factor;
    private int _batches;
    private int _rows;

    public TextLengthTransformer(IHostEnvironment env, float factor = 2, string input = "Text", int batchSize = 8)
        : base(env, nameof(TextLengthTransformer), batchSize)
    {
        _input = input;
        _factor = factor;
        BatchSize = batchSize;
    }

    public static int FormatVersion => 1;

    public int BatchSize { get; }

    public int Batches => _batches;

    public int RowsMapped => _rows;

    public bool Disposed { get; private set; }

    /// <summary>A text at which the batch fails.</summary>
    public string? Poison { get; init; }

    public static IReadOnlyList<OutputColumn<TextLength>> Columns { get; } =
    [
        OutputColumn.Int32<TextLength>("Length", r => r.Length),
        OutputColumn.Single<TextLength>("Score", r => r.Score, ScoreAnnotations.Regression),
        OutputColumn.Vector<TextLength>("Parts", 2, r => r.Parts),
    ];

    protected override IReadOnlyList<InputColumn> Inputs => [InputColumn.Text(_input)];

    protected override IReadOnlyList<OutputColumn<TextLength>> Outputs => Columns;

    public static ITransformer Load(IHostEnvironment env, TransformerReader reader) =>
        new TextLengthTransformer(env, reader.Reader.ReadSingle(), reader.ReadString(), reader.Reader.ReadInt32());

    public void Save(TransformerWriter writer)
    {
        writer.Writer.Write(_factor);
        writer.Writer.Write(_input);
        writer.Writer.Write(BatchSize);
    }

    protected override Func<string> BindInput(DataViewRow row)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[_input]);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getter(ref text);
            return text.ToString();
        };
    }

    protected override IReadOnlyList<TextLength> MapBatch(IReadOnlyList<string> batch)
    {
        Interlocked.Increment(ref _batches);
        Interlocked.Add(ref _rows, batch.Count);
        if (Poison is not null && batch.Contains(Poison))
            throw new FormatException("poisoned");
        return [.. batch.Select(t => new TextLength(t.Length, t.Length * _factor, [t.Length, t.Length * _factor]))];
    }

    protected override void Dispose(bool disposing)
    {
        Disposed = true;
        base.Dispose(disposing);
    }
}

/// <summary>Learns the factor of label to length, so that it has something to save.</summary>
public sealed class TextLengthTrainer(IHostEnvironment env, string column = "Text") : IEstimator<TextLengthTransformer>
{
    public TextLengthTransformer Fit(IDataView input)
    {
        InputColumn.Text(column).Require(input.Schema);
        double labels = input.GetColumn<float>("Label").Sum(l => (double)l);
        double lengths = input.GetColumn<string>(column).Sum(t => t.Length);
        return new TextLengthTransformer(env, (float)(labels / lengths), column);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        InputColumn.Text(column).Require(inputSchema);
        return inputSchema.With(TextLengthTransformer.Columns);
    }
}
