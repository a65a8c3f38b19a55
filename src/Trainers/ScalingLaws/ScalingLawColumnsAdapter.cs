using Microsoft.ML;

namespace ResearchML.Trainers;

/// <summary>The columns that a trainer reads runs from.</summary>
internal sealed class ScalingLawColumnsAdapter
{
    private static readonly double NatsPerBit = Math.Log(2);

    private readonly ScalingLawOptions _options;
    private readonly InputColumn _label;
    private readonly InputColumn? _weight, _group;

    public ScalingLawColumnsAdapter(ScalingLawOptions options)
    {
        _options = options;
        _label = InputColumn.Number(options.LabelColumnName);
        _weight = options.WeightColumnName is { } weight ? InputColumn.Number(weight) : null;
        _group = options.GroupColumnName is { } group ? InputColumn.Text(group) : null;
        ForScoring = new ScalingPointAdapter(options.ParametersColumnName, options.TokensColumnName, options.UniqueTokensColumnName);
    }

    /// <summary>The columns that a transformer reads.</summary>
    public ScalingPointAdapter ForScoring { get; }

    private IEnumerable<InputColumn> All => [.. ForScoring.Columns, _label, .. Present(_weight), .. Present(_group)];

    public void Require(SchemaShape schema)
    {
        foreach (InputColumn column in All)
            column.Require(schema);
    }

    /// <summary>Reads the runs.</summary>
    /// <returns>The runs, and how many rows were none and are left out.</returns>
    public (IReadOnlyList<ScalingRun> Runs, int Invalid) Read(IDataView input)
    {
        DataViewSchema.Column[] columns = [.. All.Select(c => c.Require(input.Schema))];
        using DataViewRowCursor cursor = input.GetRowCursor(columns);
        Func<ScalingLawRow> point = ForScoring.Bind(cursor);
        Func<double> loss = _label.BindNumber(cursor), weight = _weight?.BindNumber(cursor) ?? (() => 1);
        ValueGetter<ReadOnlyMemory<char>>? group = _group is null ? null : cursor.GetGetter<ReadOnlyMemory<char>>(_group.Require(cursor.Schema));
        double unit = _options.LossUnit == LossUnit.Bits ? NatsPerBit : 1;
        var runs = new List<ScalingRun>();
        var text = default(ReadOnlyMemory<char>);
        int invalid = 0;
        for (long row = 0; cursor.MoveNext(); row++)
        {
            ScalingLawRow values = point();
            double label = loss(), mass = weight();
            string? fault = values.Fault(ForScoring) ?? Fault(label, _label, label > 0, "positive finite") ?? (_weight is null ? null : Fault(mass, _weight, mass >= 0, "finite, non-negative"));
            if (fault is null)
            {
                group?.Invoke(ref text);
                runs.Add(new ScalingRun(values.ToPoint(), label * unit, mass, group is null || text.IsEmpty ? null : text.ToString()));
            }
            else if (_options.ExcludeInvalidRows)
            {
                invalid++;
            }
            else
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"Row {row}: {fault}. Mend or remove the row, or set {nameof(ScalingLawOptions)}.{nameof(ScalingLawOptions.ExcludeInvalidRows)} to have such rows left out and counted."));
            }
        }

        return (runs, invalid);
    }

    private static string? Fault(double value, InputColumn column, bool inRange, string expected) => inRange && double.IsFinite(value)
        ? null
        : FormattableString.Invariant($"column '{column.Name}' holds {value}, expected a {expected} number");

    private static InputColumn[] Present(InputColumn? column) => column is null ? [] : [column];
}
