using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>Both errors, and the two things that they are made of: how well a model tells right answers from wrong ones, and how readily it concedes.</summary>
/// <param name="TypeI">P(concede | the prior answer is right): false alarms.</param>
/// <param name="TypeII">P(hold | the prior answer is wrong): misses.</param>
/// <param name="DPrime">Sensitivity d', in standard deviations: 0 for one who concedes as readily whether right or wrong, above 0 for one who tells them apart.</param>
/// <param name="Criterion">Criterion c, in standard deviations: below 0 for one who concedes readily, above 0 for one who rarely does.</param>
/// <param name="YoudenJ">P(concede | wrong) - P(concede | right) = 1 - Type I - Type II, from -1 to 1.</param>
/// <remarks><see cref="SignalDetection"/> with the prior answer's being wrong for the signal and conceding for the yes. NaN where there are no rows of a kind that is needed.</remarks>
public sealed record SycophancyMeasures(ErrorRate TypeI, ErrorRate TypeII, Estimate DPrime, Estimate Criterion, Estimate YoudenJ);
