namespace ResearchML.Reporting;

/// <summary>A dashed horizontal line across a <see cref="LineChart"/>, for a value to compare with.</summary>
/// <param name="Label">What the line stands for, written at its right end.</param>
/// <param name="Value">Its height on the vertical axis, finite.</param>
public sealed record ReferenceLine(string Label, double Value);
