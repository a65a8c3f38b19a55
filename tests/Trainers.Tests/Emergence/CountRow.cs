namespace ResearchML.Trainers.Tests;

/// <summary>A count as a caller's row.</summary>
public sealed class CountRow
{
    public string Model { get; set; } = "";

    public double Compute { get; set; }

    public string Task { get; set; } = "";

    public string Problem { get; set; } = "";

    public long n { get; set; }

    public long c { get; set; }

    public float Loss { get; set; }

    public float Later { get; set; }
}
