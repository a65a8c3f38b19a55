using System.Globalization;

namespace ResearchML.Reporting;

/// <summary>A table's cell that leads to a place on the same page.</summary>
/// <param name="Text">What it shows.</param>
/// <param name="To">The id of the place; null for text that leads nowhere.</param>
internal sealed record TableLink(string Text, string? To)
{
    /// <summary>The cell's own id, for a link back; null (the default) for none.</summary>
    public string? Id { get; init; }

    /// <summary>How strongly the cell is coloured, from 0 (the default: not at all) to 1.</summary>
    public double Shade { get; init; }

    internal string ToHtml(string attributes)
    {
        string text = HtmlText.Encode(Text);
        string id = Id is null ? "" : $" id=\"{Id}\"";
        string style = Shade > 0 ? string.Create(CultureInfo.InvariantCulture, $" style=\"background:color-mix(in srgb,var(--s2) {40 * Shade:0}%,transparent)\"") : "";
        return $"<td{attributes}{id}{style}>{(To is null ? text : $"<a href=\"#{To}\">{text}</a>")}</td>";
    }
}
