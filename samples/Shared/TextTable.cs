using Spectre.Console;

namespace ResearchML.Samples;

/// <summary>A table of texts in the terminal.</summary>
internal static class TextTable
{
    public static Table Of(IEnumerable<string> columns, IEnumerable<IEnumerable<string>> rows)
    {
        var table = new Table();
        foreach (string column in columns)
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        foreach (IEnumerable<string> row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }
}
