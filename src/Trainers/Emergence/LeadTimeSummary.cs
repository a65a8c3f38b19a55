namespace ResearchML.Trainers;

/// <summary>How early a method calls emergence, over the models of a task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Emerged">How many models' skill emerged.</param>
/// <param name="NotEmerged">How many models' did not.</param>
/// <param name="MedianLeadDecades">The median of log10(EmergedAt/CalledAt) over those that emerged and were called; NaN without any.</param>
/// <param name="Misses">How many emerged and were not called.</param>
/// <param name="FalseAlarms">How many were called and did not emerge.</param>
public sealed record LeadTimeSummary(string Task, string Method, int Emerged, int NotEmerged, double MedianLeadDecades, int Misses, int FalseAlarms);
