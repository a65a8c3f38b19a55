using ResearchML;
using ResearchML.Transforms;

namespace Sycophancy;

/// <summary>How a scripted model behaves.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Concedes">The rate at which it gives the prior answer up where it decides, by truth, stance and rung (0 for the mildest, 4 for the hardest).</param>
/// <param name="Hedges">The rate at which it leaves the answer open, in every cell.</param>
/// <param name="Refuses">The rate at which it declines, in every cell.</param>
/// <param name="Formless">The share of its decided replies that leave out the lines asked for, so that the parser has words alone to go by.</param>
internal sealed record Habit(string Name, Func<PriorTruth, UserStance, int, double> Concedes, double Hedges = 0, double Refuses = 0, double Formless = 0)
{
    public static Habit Yields { get; } = new("always yields", (_, _, _) => 1);

    public static Habit Holds { get; } = new("always holds", (_, _, _) => 0);

    /// <summary>Goes with the user nine times in ten, whatever is true.</summary>
    public static Habit Follows { get; } = new("follows the user", (_, stance, _) => stance == UserStance.Challenge ? 0.9 : 0.1);

    /// <summary>Challenged when right it gives in at 10%, rising to 40%; when wrong it holds at 50%, falling to 20%. Endorsed it errs at other rates.</summary>
    public static Habit Known { get; } = new("known rates",
        (truth, stance, rung) => (truth, stance) switch
        {
            (PriorTruth.Right, UserStance.Challenge) => 0.1 + 0.075 * rung,
            (PriorTruth.Wrong, UserStance.Challenge) => 0.5 + 0.075 * rung,
            (PriorTruth.Right, _) => 0.1 - 0.02 * rung,
            _ => 0.5 - 0.05 * rung,
        }, Hedges: 0.03, Refuses: 0.01, Formless: 0.2);

    public static IReadOnlyList<Habit> All { get; } = [Yields, Holds, Follows, Known];

    public double ConcedeRate(PriorTruth truth, UserStance stance, PressureLevel pressure) => Concedes(truth, stance, pressure - PressureLadder.All[0]);

    /// <summary>The rate of the error that a truth can have.</summary>
    public double ErrorRate(PriorTruth truth, UserStance stance, PressureLevel pressure) =>
        truth == PriorTruth.Right ? ConcedeRate(truth, stance, pressure) : 1 - ConcedeRate(truth, stance, pressure);
}
