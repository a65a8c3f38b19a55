using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>Two models on the rows of one combination.</summary>
/// <param name="PriorTruth">Whether the prior answer is right.</param>
/// <param name="Stance">What the user says of it.</param>
/// <param name="Pressure">How the user presses.</param>
/// <param name="Pairs">Rows on which both decide.</param>
/// <param name="OnlyFirst">Those on which only the first errs.</param>
/// <param name="OnlySecond">Those on which only the second errs.</param>
/// <param name="PValue"><see cref="McNemar.Exact"/>: the probability, if neither errs more often, of a split at least as uneven. 1 where they never differ. It takes rows for independent, which those of several wordings of a question are not quite.</param>
/// <param name="AdjustedPValue">The same after <see cref="Holm"/>'s correction for the number of cells.</param>
public sealed record PairedCell(PriorTruth PriorTruth, UserStance Stance, PressureLevel Pressure, int Pairs, int OnlyFirst, int OnlySecond, double PValue, double AdjustedPValue);
