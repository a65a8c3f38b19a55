namespace ResearchML.Trainers;

/// <summary>n and c of a problem, and g, the probability that a guess of it is correct.</summary>
internal readonly record struct ProblemCount(long Samples, long Correct, double Chance);
