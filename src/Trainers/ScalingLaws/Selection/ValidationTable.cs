namespace ResearchML.Trainers;

/// <summary>Rolling-origin validation: how each form predicted, from the runs below an origin, those above it.</summary>
/// <param name="OrderedBy">What the runs were ordered by.</param>
/// <param name="Bins">The origins with their runs, from low to high. Empty where there are too few runs to hold any out.</param>
/// <param name="Forms">The forms that could be fitted to all runs.</param>
/// <param name="Chosen">Name of the form of least error.</param>
public sealed record ValidationTable(ScalingVariable OrderedBy, IReadOnlyList<ValidationBin> Bins, IReadOnlyList<FormValidation> Forms, string Chosen)
{
    /// <summary>Whether there was nothing to choose, or two forms or more could be tested. Otherwise all weigh the same, and <see cref="Chosen"/> is but the first.</summary>
    public bool ToldFormsApart => Forms.Count < 2 || Forms.Count(f => !double.IsNaN(f.RelativeError)) >= 2;

    /// <summary>A form's row.</summary>
    /// <param name="form">The form's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such row.</exception>
    public FormValidation this[string form] => Forms.FirstOrDefault(f => f.Form == form)
        ?? throw new KeyNotFoundException($"Form '{form}' was not validated; these were: {string.Join(", ", Forms.Select(f => f.Form))}.");
}
