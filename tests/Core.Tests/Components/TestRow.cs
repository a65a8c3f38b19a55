using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

/// <summary>A row with each kind of column that has to survive a buffer.</summary>
public sealed class TestRow
{
    public string Text { get; set; } = "";

    public int Copies { get; set; }

    public float Label { get; set; }

    [VectorType(3)]
    public float[] Features { get; set; } = new float[3];

    /// <summary>Of varying length, sparse in every second row.</summary>
    public VBuffer<float> Varying { get; set; }

    /// <summary>Row i: text of i % 7 + 1 letters, i % 4 copies.</summary>
    public static IEnumerable<TestRow> Make(int count) => Enumerable.Range(0, count).Select(i => new TestRow
    {
        Text = new string((char)('a' + (i % 26)), (i % 7) + 1),
        Copies = i % 4,
        Label = (2 * (i % 7)) + 1,
        Features = [i, i * 0.5f, -i],
        Varying = i % 2 == 0 ? new VBuffer<float>(i + 2, 1, [i], [1]) : new VBuffer<float>(i % 5, [.. Enumerable.Range(i, i % 5).Select(v => (float)v)]),
    });

    public static IDataView Load(MLContext context, int count) => context.Data.LoadFromEnumerable(Make(count));
}

/// <summary>What a PredictionEngine gives back.</summary>
public sealed class TestScore
{
    public int Length { get; set; }

    public float Score { get; set; }
}
