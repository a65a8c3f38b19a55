using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Evaluators;

/// <summary>Reads n and c from a row.</summary>
/// <param name="samples">The column of n; null where each row is one sample.</param>
/// <param name="correct">The column of c, or of the sample's grade.</param>
/// <param name="isBoolean">Whether that column is Boolean.</param>
internal sealed class PassAtKCountsAdapter(string? samples, string correct, bool isBoolean)
{
    private readonly InputColumn? _samples = samples is null ? null : InputColumn.Number(samples);

    // Of counts a Boolean is refused, with the schema's message.
    private readonly InputColumn _correct = isBoolean && samples is null ? new InputColumn(correct, BooleanDataViewType.Instance) : InputColumn.Number(correct);

    public string? Samples => samples;

    public string Correct => correct;

    public bool IsBoolean => isBoolean;

    public IReadOnlyList<InputColumn> Inputs => _samples is null ? [_correct] : [_samples, _correct];

    /// <summary>A reader of the row's current counts.</summary>
    /// <exception cref="InvalidDataException">By the reader: a count is no whole number, negative or too large; the message tells the row, from 0.</exception>
    public Func<(long Samples, long Correct)> Bind(DataViewRow row)
    {
        if (_samples is null)
        {
            Func<long> grade = isBoolean ? BindBoolean(row) : BindWhole(row, _correct, () => 1);
            return () => (1, grade());
        }

        Func<long> n = BindWhole(row, _samples, () => GradedProblem.MostSamples), c = BindWhole(row, _correct, n);
        return () => (n(), c());
    }

    private Func<long> BindBoolean(DataViewRow row)
    {
        ValueGetter<bool> getter = row.GetGetter<bool>(_correct.Require(row.Schema));
        bool value = false;
        return () =>
        {
            getter(ref value);
            return value ? 1 : 0;
        };
    }

    private Func<long> BindWhole(DataViewRow row, InputColumn column, Func<long> most)
    {
        Func<double> number = column.BindNumber(row);
        return () =>
        {
            double value = number();
            long limit = most();
            if (value >= 0 && value <= limit && value == Math.Floor(value))
                return (long)value;
            string expected = limit == GradedProblem.MostSamples ? "a whole number of samples from 0 to 2^53"
                : _samples is null ? "a grade of 0 or 1"
                : FormattableString.Invariant($"a whole number from 0 to the {limit} samples of column '{_samples.Name}'");
            throw new InvalidDataException(FormattableString.Invariant($"Row {row.Position}: column '{column.Name}' holds {value}, expected {expected}."));
        };
    }
}
