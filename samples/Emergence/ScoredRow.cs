namespace Emergence;

/// <summary>A row as the trained forecast leaves it.</summary>
internal sealed class ScoredRow
{
    public string Model { get; set; } = "";

    public string Task { get; set; } = "";

    public float Score { get; set; }

    public float ScoreLower { get; set; }

    public float ScoreUpper { get; set; }
}
