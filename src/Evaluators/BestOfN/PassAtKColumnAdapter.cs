using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Evaluators;

/// <summary>Reads graded problems from columns.</summary>
internal sealed class PassAtKColumnAdapter(PassAtKOptions options)
{
    private readonly InputColumn[] _names =
        [InputColumn.Text(options.TaskColumnName), .. options.GroupColumnName is { } group ? (InputColumn[])[InputColumn.Text(group)] : []];

    public void Require(SchemaShape schema)
    {
        SchemaShape.Column? correct = schema.Cast<SchemaShape.Column?>().FirstOrDefault(c => c!.Value.Name == options.CorrectColumnName);
        foreach (InputColumn column in _names.Concat(new PassAtKCountsAdapter(options.SamplesColumnName, options.CorrectColumnName, correct?.ItemType is BooleanDataViewType).Inputs))
            column.Require(schema);
    }

    /// <summary>The reader of the counts of such data.</summary>
    public PassAtKCountsAdapter Counts(DataViewSchema schema) =>
        new(options.SamplesColumnName, options.CorrectColumnName, schema.GetColumnOrNull(options.CorrectColumnName)?.Type is BooleanDataViewType);

    /// <summary>Reads the rows, one by one as they are asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">A row holds what it may not.</exception>
    public IEnumerable<GradedProblem> Read(IDataView data)
    {
        PassAtKCountsAdapter counts = Counts(data.Schema);
        DataViewSchema.Column[] active = [.. _names.Concat(counts.Inputs).Select(c => c.Require(data.Schema)).DistinctBy(c => c.Index)];
        using DataViewRowCursor cursor = data.GetRowCursor(active);
        Func<(long Samples, long Correct)> read = counts.Bind(cursor);
        Func<string>[] names = [.. _names.Select(c => c.BindName(cursor))];
        while (cursor.MoveNext())
        {
            (long samples, long correct) = read();
            yield return new GradedProblem(names[0](), samples, correct, names.Length > 1 ? names[1]() : GradedProblem.OnlyGroup);
        }
    }
}
