using OxyPlot;

namespace ResearchML.Reporting;

/// <summary>Measures text without any font: Helvetica's metrics, which OxyPlot carries, and a quarter more for the wider fonts a reader may have (DejaVu Sans is about a fifth wider).</summary>
internal sealed class WideTextMeasurer() : PdfRenderContext(1, 1, OxyColors.Transparent)
{
    public override OxySize MeasureText(string text, string? fontFamily, double fontSize, double fontWeight)
    {
        var size = base.MeasureText(text, fontFamily ?? "Arial", fontSize, fontWeight);
        return new OxySize(1.25 * size.Width, 1.1 * size.Height);
    }
}
