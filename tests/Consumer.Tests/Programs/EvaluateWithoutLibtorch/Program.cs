using System.Globalization;
using Microsoft.ML;
using ResearchML.LanguageModels;

// Scores from elsewhere are evaluated; no libtorch is referenced, and none is needed until a model is asked for.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext();
IDataView scored = ml.Data.LoadFromEnumerable<Scored>([new() { LossNats = 0.5f, TokenCount = 1, ByteCount = 1 }, new() { LossNats = 1.5f, TokenCount = 1, ByteCount = 1 }, new() { LossNats = float.NaN }]);
LanguageModelingMetrics metrics = ml.LanguageModeling.Evaluate(scored);
Console.WriteLine($"bits per byte: {metrics.BitsPerByte:f3}, empty rows: {metrics.EmptyRowCount}");
for (int attempt = 0; attempt < 2; attempt++)
{
    try
    {
        ml.LanguageModeling.LoadModel(".");
    }
    catch (InvalidOperationException e)
    {
        Console.WriteLine($"{e.GetType().Name}: {e.Message}");
    }
}

internal sealed class Scored
{
    public float LossNats { get; set; }

    public int TokenCount { get; set; }

    public int ByteCount { get; set; }
}
