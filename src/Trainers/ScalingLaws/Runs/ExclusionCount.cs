namespace ResearchML.Trainers;

/// <summary>How many runs a rule left out.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Runs">How many runs.</param>
public sealed record ExclusionCount(string Rule, int Runs);
