namespace ResearchML.Trainers;

/// <summary>A row's values as they stand in the columns, checked or not.</summary>
internal readonly record struct ScalingLawRow(double Parameters, double Tokens, double? UniqueTokens)
{
    public bool IsPoint => IsPositive(Parameters) && IsPositive(Tokens) && (UniqueTokens is not { } unique || IsPositive(unique));

    public ScalingPoint ToPoint() => new(Parameters, Tokens, UniqueTokens);

    /// <summary>What is wrong with the row, or null.</summary>
    public string? Fault(ScalingPointAdapter columns) =>
        !IsPositive(Parameters) ? Describe(columns.Parameters, Parameters)
        : !IsPositive(Tokens) ? Describe(columns.Tokens, Tokens)
        : UniqueTokens is { } unique && !IsPositive(unique) ? Describe(columns.UniqueTokens!, unique)
        : null;

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);

    private static string Describe(InputColumn column, double value) => FormattableString.Invariant($"column '{column.Name}' holds {value}, expected a positive finite number");
}
