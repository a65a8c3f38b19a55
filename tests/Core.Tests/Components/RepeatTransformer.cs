using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Tests;

/// <summary>As many copies of a row as its column "Copies" says, numbered; and the estimator of it, which learns nothing.</summary>
public sealed class RepeatTransformer(IHostEnvironment env, int batchSize = 1) : ExpandingTransformer<int, int>(env, nameof(RepeatTransformer), batchSize), IExternalTransformer, IEstimator<RepeatTransformer>
{
    private static readonly OutputColumn<int>[] Columns = [OutputColumn.Int32<int>("Copy", copy => copy)];
    private int _made;

    /// <summary>How many rows were expanded together, each time.</summary>
    public List<int> Batches { get; } = [];

    /// <summary>What was said of the rows at the end of each pass: how many came, were made, and were seen on the way.</summary>
    public List<(long In, long Out, int Seen)> Passes { get; } = [];

    /// <summary>Whether expansions are lost on the way, as a faulty component would.</summary>
    public bool Loses { get; init; }

    public static int FormatVersion => 1;

    /// <summary>How many copies were enumerated.</summary>
    public int Made => _made;

    protected override IReadOnlyList<InputColumn> Inputs { get; } = [new("Copies", Microsoft.ML.Data.NumberDataViewType.Int32)];

    protected override IReadOnlyList<OutputColumn<int>> Outputs => Columns;

    public static ITransformer Load(IHostEnvironment env, TransformerReader reader) => new RepeatTransformer(env);

    public void Save(TransformerWriter writer)
    {
    }

    public RepeatTransformer Fit(IDataView input)
    {
        GetOutputSchema(input.Schema);
        return this;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Inputs[0].Require(inputSchema);
        return inputSchema.With(Columns);
    }

    protected override Func<int> BindInput(DataViewRow row)
    {
        ValueGetter<int> getter = row.GetGetter<int>(row.Schema["Copies"]);
        int value = 0;
        return () =>
        {
            getter(ref value);
            return value;
        };
    }

    protected override IReadOnlyList<IEnumerable<int>> ExpandBatch(IReadOnlyList<int> batch)
    {
        Batches.Add(batch.Count);
        return Loses ? [] : base.ExpandBatch(batch);
    }

    protected override ExpansionLog<int>? BeginPass() => new Log(Passes);

    protected override IEnumerable<int> Expand(int input)
    {
        for (int copy = 0; copy < input; copy++)
        {
            Interlocked.Increment(ref _made);
            yield return copy;
        }
    }

    private sealed class Log(List<(long In, long Out, int Seen)> passes) : ExpansionLog<int>
    {
        private int _seen;

        public override void Made(int row) => _seen++;

        public override void Completed(long rowsIn, long rowsOut) => passes.Add((rowsIn, rowsOut, _seen));
    }
}
