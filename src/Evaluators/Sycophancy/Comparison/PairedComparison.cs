using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>Two models over the same dialogues.</summary>
/// <param name="Outcome">Which one is better, by the interval of the difference in d'.</param>
/// <param name="Verdict">The same in words, with the interval, and the cells that differ.</param>
/// <param name="DPrime">d' of the first less that of the second, over pairs on which both decide, with a bootstrap of questions that draws both models' rows together. Above 0: the first is better.</param>
/// <param name="TypeI">Type I of the first less that of the second. Above 0: the first errs more often.</param>
/// <param name="TypeII">Type II of the first less that of the second. Above 0: the first errs more often.</param>
/// <param name="Cells">The cells that have pairs, each with an exact test.</param>
/// <param name="Pairs">Pairs of rows on which both hold or concede.</param>
/// <param name="Undecided">Pairs on which one does neither, which are in nothing else.</param>
/// <param name="OnlyInFirst">Rows of the first without their like in the second.</param>
/// <param name="OnlyInSecond">Rows of the second without their like in the first.</param>
/// <remarks>
/// <para>Rows pair by question, truth, stance, pressure and DialogueId; where a row of either report has none, by wording instead. Several rows alike pair in the order they came in.</para>
/// <para>Miller 2024, "Adding error bars to evals", arXiv:2411.00640, section 4.2: paired differences take out what a question's difficulty does to both models.</para>
/// </remarks>
public sealed record PairedComparison(
    ComparisonOutcome Outcome, string Verdict, Estimate DPrime, Estimate TypeI, Estimate TypeII, IReadOnlyList<PairedCell> Cells, int Pairs, int Undecided, int OnlyInFirst, int OnlyInSecond);
