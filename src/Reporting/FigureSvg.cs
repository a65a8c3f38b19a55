using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;

namespace ResearchML.Reporting;

/// <summary>Draws OxyPlot's models as SVG that can stand in an HTML page beside others.</summary>
internal static class FigureSvg
{
    internal const double Width = 720;
    private const double FontSize = 13;

    internal static PlotModel Model(params ReadOnlySpan<Axis> axes)
    {
        var model = new PlotModel
        {
            Culture = CultureInfo.InvariantCulture,
            DefaultFontSize = FontSize,
            TextColor = FigureColors.Ink,
            PlotAreaBorderColor = OxyColors.Transparent,
            Padding = new OxyThickness(12, 12, 24, 8),
        };
        foreach (var axis in axes)
            model.Axes.Add(axis);
        return model;
    }

    /// <summary>The room that a line of text takes at most.</summary>
    internal static double Measure(string text) => new WideTextMeasurer().MeasureText(text, null, FontSize, 400).Width;

    /// <summary>The text cut to a width, with an ellipsis where something was cut.</summary>
    internal static string Shorten(string text, double width)
    {
        text = HtmlText.Clean(text).ReplaceLineEndings(" ");
        if (Measure(text) <= width)
            return text;
        while (text.Length > 1 && Measure(text + "…") > width)
            text = text[..^(text.Length > 2 && char.IsSurrogate(text[^1]) ? 2 : 1)];
        return text + "…";
    }

    /// <summary>Draws the model; afterwards its axes and plot area can place further elements.</summary>
    internal static XElement Draw(PlotModel model, string title, double height, string id)
    {
        var drawn = XDocument.Parse(new SvgExporter { Width = Width, Height = height, IsDocument = false, TextMeasurer = new WideTextMeasurer() }.ExportToString(model)).Root!;
        if (model.GetLastPlotException() is { } error)
            throw new ArgumentException($"Figure '{title}' cannot be drawn: {error.Message}", error);

        var clip = id + "-plot";
        var svg = new XElement("svg",
            new XAttribute("viewBox", FormattableString.Invariant($"0 0 {Width} {height}")),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", HtmlText.Clean(title)),
            new XAttribute("font-family", "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"),
            new XAttribute("font-size", FontSize),
            new XElement("title", HtmlText.Clean(title)),
            new XElement("defs", new XElement("clipPath", new XAttribute("id", clip), Rectangle(model.PlotArea))));
        var isPlotArea = false;
        foreach (var child in drawn.Elements())
        {
            if (child.Name.LocalName == "defs")   // OxyPlot clips either to its plot area or to the whole figure, which needs no clip
            {
                isPlotArea = (double)child.Descendants().Single(e => e.Name.LocalName == "rect").Attribute("width")! < Width;
                continue;
            }
            var content = child.Elements().Where(IsVisible).Select(Plain).ToArray();
            if (content.Length > 0)
                svg.Add(isPlotArea ? new XElement("g", new XAttribute("clip-path", $"url(#{clip})"), content) : content);
        }
        return svg;
    }

    internal static XElement Text(double x, double y, string text, string anchor, OxyColor color) => new("text",
        Coordinate("x", x), Coordinate("y", y),
        new XAttribute("text-anchor", anchor),
        new XAttribute("dominant-baseline", "middle"),
        new XAttribute("style", $"fill:{FigureColors.Css(color)}"),
        HtmlText.Clean(text));

    internal static XElement Line(double x1, double y1, double x2, double y2, OxyColor color) => new("line",
        Coordinate("x1", x1), Coordinate("y1", y1), Coordinate("x2", x2), Coordinate("y2", y2),
        new XAttribute("style", $"stroke:{FigureColors.Css(color)};stroke-width:1"));

    private static XElement Rectangle(OxyRect area) => new("rect",
        Coordinate("x", area.Left), Coordinate("y", area.Top - 2), Coordinate("width", area.Width), Coordinate("height", area.Height + 4));   // half a line's width

    private static XAttribute Coordinate(string name, double value) => new(name, Math.Round(value, 2).ToString(CultureInfo.InvariantCulture));

    private static bool IsVisible(XElement element) => element.Attribute("style")?.Value is not "fill:none;stroke:none;";

    // Without the namespace, the font, which the whole figure has, and edges snapped to pixels, which a scaled figure draws unevenly; colours as the page defines them.
    private static XElement Plain(XElement element)
    {
        var fill = element.Name.LocalName == "text" ? element.Attribute("fill") : null;
        return new XElement(element.Name.LocalName,
            element.Attributes().Where(a => !a.IsNamespaceDeclaration && a != fill && a.Name.LocalName is not ("style" or "font-family" or "font-size" or "font-weight" or "shape-rendering")),
            element.Attribute("style") is { } style ? new XAttribute("style", FigureColors.Css(style.Value)) : null,
            fill is null ? null : new XAttribute("style", "fill:" + FigureColors.Css(fill.Value)),
            element.Nodes().Select(node => node is XElement child ? Plain(child) : node));
    }
}
