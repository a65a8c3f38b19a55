using System.Globalization;
using Microsoft.Data.Analysis;

namespace ScalingLaws;

/// <summary>Runs from a CSV file.</summary>
internal static class RunFile
{
    /// <summary>Reads runs; an empty cell is a number that is missing, which the trainer counts and leaves out.</summary>
    /// <returns>The columns as Double (the group as text), and how many rows the file has.</returns>
    /// <exception cref="InvalidDataException">A column is missing, a cell is no number, or no row is left.</exception>
    public static (DataFrame Runs, RunColumns Columns, long Rows) Read(string path, RunColumns given, IReadOnlyList<string> where)
    {
        if (new FileInfo(path) is { Exists: true, Length: 0 })
            throw new InvalidDataException($"'{path}' has no rows.");

        // The names first, then every cell as text: what a data frame guesses to be a number it reads as Single.
        string[] names = [.. Load(path, rows: 1, types: null).Columns.Select(c => c.Name)];
        if (names.Length == 0)
            throw new InvalidDataException($"'{path}' has no rows.");
        DataFrame text = Load(path, rows: -1, types: [.. names.Select(_ => typeof(string))]);
        RunColumns columns = given.In(names);
        long[] kept = Kept(text, where, names);
        if (kept.Length == 0)
            throw new InvalidDataException(where.Count == 0 ? $"'{path}' has no rows." : $"No row of '{path}' has {string.Join(" and ", where)}.");

        var runs = new DataFrame(new[] { columns.Parameters, columns.Tokens, columns.UniqueTokens, columns.Loss }.OfType<string>()
            .Select(name => new DoubleDataFrameColumn(name, kept.Select(row => Number(text, name, row)))));
        if (columns.Group is { } group)
            runs.Columns.Add(new StringDataFrameColumn(group, kept.Select(row => Cell(text, group, row))));
        return (runs, columns, text.Rows.Count);
    }

    private static DataFrame Load(string path, int rows, Type[]? types)
    {
        try
        {
            return DataFrame.LoadCsv(path, dataTypes: types, numRows: rows);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or FormatException)
        {
            throw new InvalidDataException($"'{path}' is no CSV with one header and as many cells in each row as it has names, each name once, separated by commas: {e.Message}", e);
        }
    }

    private static long[] Kept(DataFrame text, IReadOnlyList<string> where, string[] names)
    {
        var rules = where.Select(rule => rule.Split('=', 2)).ToArray();
        if (rules.FirstOrDefault(r => r.Length < 2) is { } odd)
            throw new InvalidDataException($"--where takes column=value, but got '{odd[0]}'.");
        if (rules.FirstOrDefault(r => !names.Contains(r[0])) is { } unknown)
            throw new InvalidDataException($"There is no column '{unknown[0]}' for --where. The columns are: {string.Join(", ", names)}.");
        return [.. Enumerable.Range(0, (int)text.Rows.Count).Select(row => (long)row).Where(row => rules.All(r => IsSame(Cell(text, r[0], row), r[1])))];
    }

    private static bool IsSame(string cell, string value) =>
        cell == value || (TryNumber(cell, out double a) && TryNumber(value, out double b) && a == b);

    private static double Number(DataFrame text, string column, long row) => Cell(text, column, row) is var cell && cell.Length == 0 ? double.NaN
        : TryNumber(cell, out double number) ? number
        : throw new InvalidDataException(FormattableString.Invariant($"Row {row + 1}, column '{column}': expected a number, got '{cell}'."));

    private static string Cell(DataFrame text, string column, long row) => ((string?)text[column][row] ?? "").Trim();

    private static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
