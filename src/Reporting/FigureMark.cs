namespace ResearchML.Reporting;

/// <summary>What a legend shows beside a name.</summary>
[Flags]
internal enum FigureMark
{
    Line = 1,
    Points = 2,
    Bar = 4,
}
