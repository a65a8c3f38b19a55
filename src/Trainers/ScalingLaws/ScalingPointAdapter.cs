using Microsoft.ML;

namespace ResearchML.Trainers;

/// <summary>The columns that a configuration is read from.</summary>
internal sealed class ScalingPointAdapter(string parameters, string tokens, string? uniqueTokens)
{
    public InputColumn Parameters { get; } = InputColumn.Number(parameters);

    public InputColumn Tokens { get; } = InputColumn.Number(tokens);

    public InputColumn? UniqueTokens { get; } = uniqueTokens is null ? null : InputColumn.Number(uniqueTokens);

    public IReadOnlyList<InputColumn> Columns => UniqueTokens is null ? [Parameters, Tokens] : [Parameters, Tokens, UniqueTokens];

    public Func<ScalingLawRow> Bind(DataViewRow row)
    {
        Func<double> n = Parameters.BindNumber(row), d = Tokens.BindNumber(row);
        Func<double>? u = UniqueTokens?.BindNumber(row);
        return () => new ScalingLawRow(n(), d(), u?.Invoke());
    }
}
