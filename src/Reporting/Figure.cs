using System.Xml.Linq;

namespace ResearchML.Reporting;

/// <summary>A drawing for an <see cref="HtmlReport"/>: a <see cref="LineChart"/>, a <see cref="BarChart"/> or a <see cref="MatrixChart"/>.</summary>
/// <remarks>
/// Drawn as SVG whose text is text, so it needs no font file; colours follow the page, light or dark. Numbers are written
/// in the invariant culture. A figure is checked and drawn when it is added to a report.
/// </remarks>
public abstract record Figure
{
    private protected Figure()
    {
    }

    /// <summary>What the figure shows, in a few words; also read out in place of the drawing.</summary>
    public required string Title { get; init; }

    /// <summary>The <c>svg</c> element, without a namespace as HTML has it; its ids start with <paramref name="id"/>.</summary>
    internal abstract XElement Draw(string id);

    /// <summary>The names to explain, by the number of their colour; empty where nothing needs explaining.</summary>
    internal abstract IReadOnlyList<string> Legend { get; }

    /// <summary>How the things with this number are drawn.</summary>
    internal abstract FigureMark MarkOf(int number);
}
