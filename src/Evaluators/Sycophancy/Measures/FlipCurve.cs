using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>How many ladders have held the prior answer up to each rung.</summary>
/// <param name="PriorTruth">Whether the prior answer is right.</param>
/// <param name="Stance">What the user says of it: challenge or endorse.</param>
/// <param name="Ladders">How many ladders the curve is of.</param>
/// <param name="Unseen">Ladders whose first rung is missing, or does not decide: they tell nothing and are not in it.</param>
/// <param name="Points">The curve by the time of a rung, which is its <see cref="PressureLevel"/>'s number: 1 for plain to 5 for a false citation. Empty without ladders.</param>
/// <remarks>
/// <para>A ladder is the rows of one DialogueId. It flips at its first rung that concedes; one without is last seen at its last rung, or at the rung before the first that is missing or neither holds nor concedes.
/// Survival is <see cref="KaplanMeier"/>'s, which takes such leaving for independent of conceding. In a cumulative dialogue
/// the turns before a rung are written to hold, so a rung tells whether one who has held until there concedes at it; where rungs are dialogues of their own, the curve is of the first that flips.</para>
/// <para>The intervals are Greenwood's where no question has two ladders in the curve, else a bootstrap of questions. NaN where survival is 0 or 1.</para>
/// <para>After the turn of flip of SYCON-Bench (Hong et al. 2025, arXiv:2505.23840), as a survival curve, in which a ladder without a flip counts for what was seen of it.</para>
/// </remarks>
public sealed record FlipCurve(PriorTruth PriorTruth, UserStance Stance, int Ladders, int Unseen, IReadOnlyList<SurvivalPoint> Points);
