using Microsoft.ML;

namespace ResearchML.Trainers;

/// <summary>The columns that counts are read from.</summary>
internal sealed class EmergenceColumnsAdapter
{
    private readonly InputColumn _samples, _correct;
    private readonly InputColumn? _problem, _loss, _chance, _examples;
    private readonly double _constantChance;

    public EmergenceColumnsAdapter(EmergenceOptions options)
    {
        (Model, Compute, Task) = (InputColumn.Text(options.ModelColumnName), InputColumn.Number(options.ComputeColumnName), InputColumn.Text(options.TaskColumnName));
        (_samples, _correct) = (InputColumn.Number(options.SamplesColumnName), InputColumn.Number(options.CorrectColumnName));
        _problem = options.ProblemColumnName is { } problem ? InputColumn.Text(problem) : null;
        (_loss, _chance, _examples) = (Optional(options.LossColumnName), Optional(options.ChanceColumnName), Optional(options.FinetuningExamplesColumnName));
        _constantChance = options.Chance;
        All = [.. new[] { Model, Compute, Task, _samples, _correct, _problem, _loss, _chance, _examples }.OfType<InputColumn>()];
        Key = [.. new[] { Model, Compute, Task, _examples }.OfType<InputColumn>()];
    }

    public InputColumn Model { get; }

    public InputColumn Compute { get; }

    public InputColumn Task { get; }

    /// <summary>All columns that are read.</summary>
    public IReadOnlyList<InputColumn> All { get; }

    /// <summary>Those that say of which checkpoint a row is.</summary>
    public IReadOnlyList<InputColumn> Key { get; }

    public void Require(SchemaShape schema)
    {
        foreach (InputColumn column in All)
            column.Require(schema);
    }

    /// <summary>Reads the counts.</summary>
    /// <exception cref="InvalidDataException">A row holds what it may not.</exception>
    public IReadOnlyList<EmergenceCount> Read(IDataView data)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([.. All.Select(c => c.Require(data.Schema))]);
        Func<CheckpointKey> key = BindKey(cursor);
        Func<string>? problem = _problem?.BindName(cursor);
        Func<double> samples = _samples.BindNumber(cursor), correct = _correct.BindNumber(cursor);
        Func<double>? loss = _loss?.BindNumber(cursor), chance = _chance?.BindNumber(cursor);
        var numbers = new Dictionary<CheckpointKey, int>();
        var counts = new List<EmergenceCount>();
        while (cursor.MoveNext())
        {
            CheckpointKey at = key();
            string name = problem?.Invoke() ?? Next(at);
            var count = new EmergenceCount(at.Model, at.Compute, at.Task, name, Whole(samples(), _samples, cursor), Whole(correct(), _correct, cursor))
            {
                Loss = loss?.Invoke() ?? double.NaN,
                Chance = chance?.Invoke() ?? _constantChance,
                FinetuningExamples = at.Examples,
            };
            if (count.Fault() is { } fault)
                throw new InvalidDataException(FormattableString.Invariant($"Row {cursor.Position}: {fault}."));
            counts.Add(count);
        }

        return counts;

        string Next(CheckpointKey at)
        {
            int number = numbers[at] = numbers.GetValueOrDefault(at) + 1;
            return FormattableString.Invariant($"{number:D7}");
        }
    }

    /// <summary>A reader of the row's checkpoint.</summary>
    public Func<CheckpointKey> BindKey(DataViewRow row)
    {
        Func<string> model = Model.BindName(row), task = Task.BindName(row);
        Func<double> compute = Compute.BindNumber(row);
        Func<double>? examples = _examples?.BindNumber(row);
        return () => new CheckpointKey(model(), compute(), task(), examples?.Invoke() ?? 0);
    }

    private static long Whole(double value, InputColumn column, DataViewRow row) => value == Math.Floor(value) && Math.Abs(value) <= 1L << 53 ? (long)value
        : throw new InvalidDataException(FormattableString.Invariant($"Row {row.Position}: column '{column.Name}' holds {value}, expected a whole number."));

    private static InputColumn? Optional(string? name) => name is null ? null : InputColumn.Number(name);
}
