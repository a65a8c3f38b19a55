namespace TokenObjectives;

/// <summary>What the command line asks for.</summary>
internal sealed record TokenObjectivesSettings
{
    public int Seed { get; init; } = 1;

    public double Seconds { get; init; } = 10;

    public string Output { get; init; } = ".";

    public string ReportFile => Path.Combine(Output, "token-objectives.html");

    public string ResultsFile => Path.Combine(Output, "token-objectives.csv");
}
