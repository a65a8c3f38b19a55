using Microsoft.ML;

namespace ResearchML.Evaluators;

/// <summary>Reads a text column as an enum, by the exact names of its values.</summary>
internal static class EnumColumnAdapter
{
    /// <summary>A reader of the row's current value.</summary>
    /// <exception cref="InvalidDataException">By the reader: the text is no name of a value; the message tells the row, from 0.</exception>
    public static Func<T> Bind<T>(DataViewRow row, string columnName)
        where T : struct, Enum
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[columnName]);
        var values = Enum.GetValues<T>().ToDictionary(v => v.ToString()).GetAlternateLookup<ReadOnlySpan<char>>();
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getter(ref text);
            return values.TryGetValue(text.Span, out T value) ? value : throw new InvalidDataException(
                FormattableString.Invariant($"Row {row.Position}: column '{columnName}' holds '{text}', expected one of {string.Join(", ", Enum.GetNames<T>())}."));
        };
    }
}
