namespace KShot;

/// <summary>What the command line asks for.</summary>
internal sealed record KShotSettings
{
    public int Seed { get; init; } = 1;

    public int Steps { get; init; } = Trial.Steps;

    public DataKind Data { get; init; }

    public string Output { get; init; } = ".";

    public string ReportFile => Path.Combine(Output, "k-shot.html");

    public string OutcomesFile => Path.Combine(Output, "k-shot.csv");
}
