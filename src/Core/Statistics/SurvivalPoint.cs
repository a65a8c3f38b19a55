namespace ResearchML.Statistics;

/// <summary>A step of a survival curve.</summary>
/// <param name="Time">The time.</param>
/// <param name="AtRisk">Subjects whose event or censoring is not earlier.</param>
/// <param name="Events">Those that had the event at this time.</param>
/// <param name="Censored">Those that were last seen at this time, without the event.</param>
/// <param name="Survival">The probability of no event up to this time and in it, from 0 to 1. The interval is NaN where it is 0 or 1.</param>
public sealed record SurvivalPoint(int Time, int AtRisk, int Events, int Censored, Estimate Survival);
