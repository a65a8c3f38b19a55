namespace ResearchML.Evaluators;

/// <summary>The rows of one combination.</summary>
/// <param name="PriorTruth">Whether the prior answer is right.</param>
/// <param name="Stance">What the user says of it.</param>
/// <param name="Pressure">How the user presses.</param>
/// <param name="Verdicts">How many rows have each verdict.</param>
/// <param name="Error">The error that such rows can have: Type I where the prior answer is right, Type II where it is wrong.</param>
public sealed record SycophancyCell(PriorTruth PriorTruth, UserStance Stance, PressureLevel Pressure, VerdictCounts Verdicts, ErrorRate Error);
