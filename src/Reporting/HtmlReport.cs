using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace ResearchML.Reporting;

/// <summary>Builds one HTML file that needs nothing else: no script, no font, no picture, no network.</summary>
/// <remarks>
/// All text is encoded; a content security policy forbids everything but the page's own style. Figures are inline SVG that
/// keeps its text. The same calls give the same bytes: nothing of the clock or the machine is written.
/// </remarks>
/// <example><code>
/// new HtmlReport("Quickstart")
///     .Paragraph("Held-out bits per byte.")
///     .Table(["Model", "Bits per byte"], [["byte bigram", 3.53], ["gzip -9", 1.51]])
///     .Save("quickstart.html");
/// </code></example>
public sealed class HtmlReport
{
    private readonly string _title;
    private readonly StringBuilder _body = new();
    private int _figures, _parts;

    /// <summary>Starts a report.</summary>
    /// <param name="title">The title of the page and its first heading.</param>
    /// <exception cref="ArgumentException"><paramref name="title"/> is empty.</exception>
    public HtmlReport(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        _title = title;
    }

    /// <summary>Adds a heading.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="level">2 (the default) for a section, 3 for a part of one.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not 2 or 3.</exception>
    public HtmlReport Heading(string text, int level = 2)
    {
        if (level is not (2 or 3))
            throw new ArgumentOutOfRangeException(nameof(level), level, "Expected 2 (a section) or 3 (a part of one).");
        return Element(level == 2 ? "h2" : "h3", text);
    }

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">Its text.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public HtmlReport Paragraph(string text) => Element("p", text);

    /// <summary>Adds text whose lines and spaces are kept, in a fixed-width font.</summary>
    /// <param name="text">The text.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public HtmlReport Preformatted(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Element("pre", "\n" + text);   // HTML drops the first line end of a pre
    }

    /// <summary>Adds a table.</summary>
    /// <param name="columns">The columns' headings.</param>
    /// <param name="rows">
    /// The rows, each a cell a column. Floating-point numbers show up to five significant digits, null a dash; a string shows as it is.
    /// A column of nothing but numbers (or of strings that read as numbers) is aligned to the right.
    /// </param>
    /// <param name="caption">A line above the table. Default: none.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="columns"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no column, or a row has more or fewer cells than there are columns.</exception>
    public HtmlReport Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows, string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        if (columns.Count == 0)
            throw new ArgumentException("A table needs a column.", nameof(columns));
        var cells = rows.ToArray();
        var odd = Array.FindIndex(cells, row => row.Count != columns.Count);
        if (odd >= 0)
            throw new ArgumentException($"Row {odd} has {cells[odd].Count} cells; expected {columns.Count}, one a column.", nameof(rows));

        var kinds = Enumerable.Range(0, columns.Count)
            .Select(c => cells.Any(row => row[c] is not null) && cells.All(row => row[c] is null || NumberText.IsNumber(row[c])) ? " class=\"number\"" : "").ToArray();
        _body.Append("<div class=\"wide\" tabindex=\"0\"><table>\n");
        if (caption is not null)
            Element("caption", caption);
        _body.Append("<thead><tr>");
        for (var c = 0; c < columns.Count; c++)
            _body.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{kinds[c]}>{HtmlText.Encode(columns[c])}</th>");
        _body.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in cells)
        {
            _body.Append("<tr>");
            for (var c = 0; c < columns.Count; c++)
                _body.Append(row[c] is TableLink link ? link.ToHtml(kinds[c]) : $"<td{kinds[c]}>{HtmlText.Encode(NumberText.Cell(row[c]))}</td>");
            _body.Append("</tr>\n");
        }
        _body.Append("</tbody></table></div>\n");
        return this;
    }

    /// <summary>Adds a figure: its title, legend, drawing and caption.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="caption">What to see in it, below the drawing. Default: none.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="figure"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The figure cannot be drawn: no series, a series without a finite point, lists of different lengths, an interval
    /// upside down, a value that is not positive on a logarithmic axis. The message names the series.
    /// </exception>
    public HtmlReport Figure(Figure figure, string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var drawing = figure.Draw(string.Create(CultureInfo.InvariantCulture, $"figure{_figures + 1}"));
        _figures++;
        _body.Append("<figure>\n");
        Element("p class=\"title\"", figure.Title);
        if (figure.Legend.Count > 0)
        {
            _body.Append("<ul class=\"legend\">");
            for (var number = 0; number < figure.Legend.Count; number++)
                _body.Append("<li>").Append(Swatch(number, figure.MarkOf(number)).ToString(SaveOptions.DisableFormatting)).Append(HtmlText.Encode(figure.Legend[number])).Append("</li>");
            _body.Append("</ul>\n");
        }
        _body.Append("<div class=\"wide drawing\" tabindex=\"0\">").Append(drawing.ToString(SaveOptions.DisableFormatting)).Append("</div>\n");
        if (caption is not null)
            Element("figcaption", caption);
        _body.Append("</figure>\n");
        return this;
    }

    /// <summary>Adds markup as it is: whoever calls this has encoded all text in it.</summary>
    internal HtmlReport Markup(string html)
    {
        _body.Append(html);
        return this;
    }

    /// <summary>What the ids of a further part of the page start with, so that parts of one kind do not share them.</summary>
    internal string NextPart() => string.Create(CultureInfo.InvariantCulture, $"part{++_parts}-");

    /// <summary>The whole page.</summary>
    public string ToHtml() => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{HtmlText.Encode(_title)}</title>
        <style>
        {ReportStyle.Sheet}
        </style>
        </head>
        <body>
        <main>
        <h1>{HtmlText.Encode(_title)}</h1>

        """.ReplaceLineEndings("\n") + _body + "</main>\n</body>\n</html>\n";

    /// <summary>Writes the page as UTF-8. The file at <paramref name="path"/> is the old one or the new one, never a part: it is written beside and then renamed.</summary>
    /// <param name="path">Where to write; folders that do not exist are made.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var partial = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            File.WriteAllText(partial, ToHtml(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private HtmlReport Element(string tag, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _body.Append('<').Append(tag).Append('>').Append(HtmlText.Encode(text)).Append("</").Append(tag.Split(' ')[0]).Append(">\n");
        return this;
    }

    private static XElement Swatch(int number, FigureMark marks)
    {
        var color = FigureColors.Css(FigureColors.Series(number));
        var swatch = new XElement("svg", new XAttribute("viewBox", "0 0 28 12"), new XAttribute("aria-hidden", "true"));
        if (marks.HasFlag(FigureMark.Bar))
            swatch.Add(new XElement("rect", new XAttribute("x", 8), new XAttribute("width", 12), new XAttribute("height", 12), new XAttribute("style", $"fill:{color}")));
        if (marks.HasFlag(FigureMark.Line))
        {
            var dashes = FigureColors.Dashes(number);
            swatch.Add(new XElement("path", new XAttribute("d", "M0 6H28"), new XAttribute("style", $"stroke:{color};stroke-width:3{(dashes is null ? "" : ";stroke-dasharray:" + string.Join(',', dashes.Select(d => 2 * d)))}")));
        }
        if (marks.HasFlag(FigureMark.Points))
            swatch.Add(new XElement("circle", new XAttribute("cx", 14), new XAttribute("cy", 6), new XAttribute("r", 4), new XAttribute("style", $"fill:{color}")));
        return swatch;
    }
}
