using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Tests;

/// <summary>Keeps the rows whose text is at least as long as a minimum; and the estimator of it, which learns nothing.</summary>
public sealed class LongTextFilter(IHostEnvironment env, int minimum) : FilteringTransformer<int>(env, nameof(LongTextFilter)), IExternalTransformer, IEstimator<LongTextFilter>
{
    public static int FormatVersion => 1;

    protected override IReadOnlyList<InputColumn> Inputs { get; } = [InputColumn.Text("Text")];

    public static ITransformer Load(IHostEnvironment env, TransformerReader reader) => new LongTextFilter(env, reader.Reader.ReadInt32());

    public void Save(TransformerWriter writer) => writer.Writer.Write(minimum);

    public LongTextFilter Fit(IDataView input)
    {
        GetOutputSchema(input.Schema);
        return this;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Inputs[0].Require(inputSchema);
        return inputSchema;
    }

    protected override Func<int> BindInput(DataViewRow row)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(row.Schema["Text"]);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getter(ref text);
            return text.Length;
        };
    }

    protected override bool Keep(int input) => input >= minimum;
}
