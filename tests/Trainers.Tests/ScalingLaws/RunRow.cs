namespace ResearchML.Trainers.Tests;

/// <summary>A training run as a caller would declare it, with the options' default column names.</summary>
public sealed record RunRow
{
    public RunRow()
    {
    }

    public RunRow(double parameters, double tokens, double label, double? unique = null) =>
        (Parameters, Tokens, Label, Unique) = (parameters, tokens, label, unique ?? tokens);

    public double Parameters { get; set; }

    public double Tokens { get; set; }

    public double Unique { get; set; }

    public double Label { get; set; }

    public double Weight { get; set; } = 1;

    public string Group { get; set; } = "";
}
