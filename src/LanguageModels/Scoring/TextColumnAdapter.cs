using Microsoft.ML;

namespace ResearchML.LanguageModels;

/// <summary>Reads a Text column as strings.</summary>
public static class TextColumnAdapter
{
    /// <summary>A reader of the row's current text; a null text is read as an empty one, as everywhere in ML.NET.</summary>
    /// <param name="row">A row or cursor on which the column is active.</param>
    /// <param name="columnName">Name of a Text column.</param>
    public static Func<string> Bind(DataViewRow row, string columnName)
    {
        ArgumentNullException.ThrowIfNull(row);
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[columnName]);
        return () =>
        {
            ReadOnlyMemory<char> text = default;
            getter(ref text);
            return text.ToString();
        };
    }
}
