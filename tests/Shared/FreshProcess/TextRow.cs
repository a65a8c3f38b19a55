namespace ResearchML.Tests;

/// <summary>A row of data with a text, as a caller would declare it.</summary>
public sealed class TextRow
{
    public string? Text { get; set; } = "";

    public float Number { get; set; }
}
