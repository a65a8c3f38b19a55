using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Tests;

/// <summary>As many copies of a row as its column "Copies" says, numbered; and the estimator of it, which learns nothing.</summary>
public sealed class RepeatTransformer(IHostEnvironment env) : ExpandingTransformer<int, int>(env, nameof(RepeatTransformer)), IExternalTransformer, IEstimator<RepeatTransformer>
{
    private static readonly OutputColumn<int>[] Columns = [OutputColumn.Int32<int>("Copy", copy => copy)];
    private int _made;

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

    protected override IEnumerable<int> Expand(int input)
    {
        for (int copy = 0; copy < input; copy++)
        {
            Interlocked.Increment(ref _made);
            yield return copy;
        }
    }
}
