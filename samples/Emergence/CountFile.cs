using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Analysis;

namespace Emergence;

/// <summary>Counts as CSV.</summary>
internal static partial class CountFile
{
    /// <summary>Reads counts; whether they make sense is the evaluator's and the trainer's to say.</summary>
    /// <param name="path">A CSV file with a header.</param>
    /// <param name="given">The columns, as far as they were named.</param>
    /// <param name="chance">How often a guess is right, where the file does not say.</param>
    /// <exception cref="InvalidDataException">It is no CSV, a column is missing, or a cell is empty or no number.</exception>
    public static (IReadOnlyList<CountRow> Rows, CountColumns Columns) Read(string path, CountColumns given, double chance)
    {
        if (new FileInfo(path) is { Exists: true, Length: 0 })
            throw new InvalidDataException($"'{path}' has no rows.");

        // The names first, then every cell as text: what a data frame guesses to be a number it reads as Single.
        string[] names = [.. Load(path, rows: 1, types: null).Columns.Select(c => c.Name)];
        if (names.Length == 0)
            throw new InvalidDataException($"'{path}' has no rows.");
        DataFrame text = Load(path, rows: -1, types: [.. names.Select(_ => typeof(string))]);
        CountColumns columns = given.In(names);
        CountRow[] rows = [.. Enumerable.Range(0, (int)text.Rows.Count).Select(i => Row(text, columns, i, path, chance))];
        if (columns.Problem is null)
            rows = [.. rows.GroupBy(row => (row.Model, row.Compute, row.Task)).SelectMany(group => group.Select((row, i) => row with { Problem = FormattableString.Invariant($"number {i + 1}") }))];
        if (columns.Compute is null && rows.GroupBy(row => (row.Model, row.Compute, row.Task, row.Problem)).FirstOrDefault(group => group.Count() > 1) is { } doubled)
            throw new InvalidDataException($"No column has a usual name for compute, and the end of the model's name does not tell checkpoints apart: {doubled.Count()} rows are of problem '{doubled.Key.Problem}' of {doubled.Key.Model} at {Words.Compute(doubled.Key.Compute)}. Name the column of compute, tokens or steps with --compute.");
        return rows.Length > 0 ? (rows, columns) : throw new InvalidDataException($"'{path}' has no rows.");
    }

    /// <summary>Writes counts as <see cref="Read"/> reads them; the file is the old one or the new one, never a part.</summary>
    public static void Write(string path, IEnumerable<CountRow> rows)
    {
        var text = new StringBuilder("model,tokens,task,problem,n,c,loss,chance\n");
        foreach (CountRow row in rows)
            text.Append(CultureInfo.InvariantCulture, $"{row.Model},{row.Compute:R},{row.Task},{row.Problem},{row.Samples},{row.Correct},{row.Loss:F4},{row.Chance:R}\n");
        WholeFile.Write(path, temporary => File.WriteAllText(temporary, text.ToString()));
    }

    private static DataFrame Load(string path, int rows, Type[]? types)
    {
        try
        {
            return DataFrame.LoadCsv(path, dataTypes: types, numRows: rows);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or FormatException || e.GetType() == typeof(Exception)) // a quote that is not closed
        {
            throw new InvalidDataException($"'{path}' is no CSV with one header and as many cells in each row as it has names, each name once, separated by commas (not semicolons or tabs): {e.Message}", e);
        }
    }

    private static CountRow Row(DataFrame text, CountColumns columns, int row, string path, double chance)
    {
        string model = Cell(columns.Model!);
        double compute;
        if (columns.Compute is { } named)
            compute = Number(named);
        else if (SizeAndTokens.Match(model) is { Success: true } both)
            (model, compute) = (both.Groups["model"].Value, Tokens(both));
        else
            throw new InvalidDataException(FormattableString.Invariant($"Row {row}, column '{columns.Model}': '{model}' does not end with its tokens, as Pythia_410M_20B does, and no column has a usual name for compute: name it with --compute."));
        return new CountRow
        {
            Model = model,
            Compute = compute,
            Task = columns.Task is { } task ? Cell(task) : Path.GetFileNameWithoutExtension(path),
            Problem = columns.Problem is { } problem ? Cell(problem) : "",
            Samples = Number(columns.Samples!),
            Correct = Number(columns.Correct!),
            Loss = columns.Loss is { } loss && Cell(loss).Length > 0 ? Number(loss) : double.NaN,
            Chance = columns.Chance is { } known ? Number(known) : chance,
        };

        string Cell(string column) => ((string?)text[column][row] ?? "").Trim();

        double Number(string column) => Cell(column) is var cell && (Scaled.Match(cell) is { Success: true } scaled ? Tokens(scaled) : double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN) is var value && double.IsFinite(value)
            ? value
            : throw new InvalidDataException(FormattableString.Invariant($"Row {row}, column '{column}': expected a number, got '{cell}'."));
    }

    private static double Tokens(Match match) => double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)
        * match.Groups["unit"].Value.ToUpperInvariant() switch { "K" => 1e3, "M" => 1e6, "B" => 1e9, _ => 1e12 };

    [GeneratedRegex(@"^(?<model>.+)_(?<number>\d+(\.\d+)?)(?<unit>[KMBT])$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SizeAndTokens { get; }

    [GeneratedRegex(@"^(?<number>\d+(\.\d+)?)(?<unit>[KMBT])$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scaled { get; }
}
