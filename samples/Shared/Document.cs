namespace ResearchML.Samples;

/// <summary>A row of data.</summary>
internal sealed class Document
{
    public string Text { get; set; } = "";
}
