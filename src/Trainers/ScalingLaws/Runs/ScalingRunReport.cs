namespace ResearchML.Trainers;

/// <summary>What became of the rows that a fit was given.</summary>
/// <param name="Read">Rows read.</param>
/// <param name="Used">Runs fitted.</param>
/// <param name="Excluded">Runs left out, by rule, in the order in which the rules were applied.</param>
/// <param name="Duplicates">Runs among the fitted that equal an earlier one in N, D, U and loss.</param>
/// <param name="Reruns">Runs among the fitted that share N, D and U with an earlier one: what seed noise is measured by.</param>
public sealed record ScalingRunReport(int Read, int Used, IReadOnlyList<ExclusionCount> Excluded, int Duplicates, int Reruns);
