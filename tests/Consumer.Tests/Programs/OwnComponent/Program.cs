using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using ResearchML;

string file = Path.Combine(AppContext.BaseDirectory, "length.zip");
var ml = new MLContext();
IDataView data = ml.Data.LoadFromEnumerable<Row>([new() { Text = "abc" }, new() { Text = "" }, new() { Text = "hello" }]);
if (args[0] == "save")
    ml.Model.Save(new TextLength(ml), data.Schema, file);
ITransformer model = ml.Model.Load(file, out _);
Console.WriteLine("lengths: " + string.Join(' ', model.Transform(data).GetColumn<int>("Length")));

internal sealed class Row
{
    public string Text { get; set; } = "";
}

/// <summary>A transformer that ML.NET saves and loads like its own.</summary>
public sealed class TextLength(IHostEnvironment env) : BatchedTransformer<string, int>(env, nameof(TextLength), batchSize: 64), IExternalTransformer
{
    static int IExternalTransformer.FormatVersion => 1;

    protected override IReadOnlyList<InputColumn> Inputs { get; } = [InputColumn.Text("Text")];

    protected override IReadOnlyList<OutputColumn<int>> Outputs { get; } = [OutputColumn.Int32<int>("Length", n => n)];

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader) => new TextLength(env);

    void IExternalTransformer.Save(TransformerWriter writer)
    {
    }

    protected override Func<string> BindInput(DataViewRow row)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(row.Schema["Text"]);
        return () =>
        {
            ReadOnlyMemory<char> text = default;
            getter(ref text);
            return text.ToString();
        };
    }

    protected override IReadOnlyList<int> MapBatch(IReadOnlyList<string> batch) => [.. batch.Select(t => t.Length)];
}
