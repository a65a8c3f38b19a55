using OxyPlot;

namespace ResearchML.Reporting;

/// <summary>Measures text without any font, generously: whichever font a reader has, the text fits.</summary>
/// <remarks>
/// OxyPlot carries Helvetica's widths, in points (3/4 of the pixel that SVG means); the widest common font, DejaVu Sans, takes a fifth
/// more. It has no widths beyond Latin-1, where a character is taken as a full square.
/// </remarks>
internal sealed class WideTextMeasurer() : PdfRenderContext(1, 1, OxyColors.Transparent)
{
    private const double PixelsPerPoint = 4.0 / 3;

    public override OxySize MeasureText(string? text, string? fontFamily, double fontSize, double fontWeight)
    {
        if (string.IsNullOrEmpty(text))
            return OxySize.Empty;
        var latin = base.MeasureText(string.Concat(text.Where(c => c <= 0xFF)), "Arial", fontSize, fontWeight);
        return new OxySize(1.2 * PixelsPerPoint * latin.Width + fontSize * text.Count(c => c > 0xFF), PixelsPerPoint * fontSize * 0.84);
    }
}
