namespace ResearchML.Trainers;

/// <summary>n and c of a problem.</summary>
internal readonly record struct ProblemCount(long Samples, long Correct);
