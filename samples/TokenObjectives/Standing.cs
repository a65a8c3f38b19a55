using ResearchML.Statistics;

namespace TokenObjectives;

/// <summary>An objective against the control, next-token training, paired by seed.</summary>
/// <param name="Budget">What was equal.</param>
/// <param name="Objective">Its name.</param>
/// <param name="Bits">Calibrated bits per byte, minus the control's: below 0 is better. Student's 95% interval over seeds.</param>
/// <param name="Shots">The k-shot loss after the link, minus the control's: below 0 is better.</param>
/// <param name="Seeds">How many.</param>
internal sealed record Standing(BudgetKind Budget, string Objective, Estimate Bits, Estimate Shots, int Seeds)
{
    public static IReadOnlyList<Standing> Of(IReadOnlyList<Result> study) =>
    [
        .. from budget in Enum.GetValues<BudgetKind>()
           from contender in Contender.All.Where(c => c != Contender.Control)
           let own = Find(study, budget, contender.Name)
           where own.Count > 0
           let pairs = own.Select(o => (Own: o, Control: Find(study, budget, Contender.Control.Name).Single(c => c.Seed == o.Seed))).ToArray()
           select new Standing(
               budget,
               contender.Name,
               MeanInterval.Of([.. pairs.Select(p => p.Own.CalibratedBitsPerByte - p.Control.CalibratedBitsPerByte)]),
               MeanInterval.Of([.. pairs.Select(p => p.Own.ShotLoss - p.Control.ShotLoss)]),
               pairs.Length),
    ];

    public static IReadOnlyList<Result> Find(IReadOnlyList<Result> study, BudgetKind budget, string objective) =>
        [.. study.Where(r => r.Budget == budget && r.Objective == objective).OrderBy(r => r.Seed)];

    /// <summary>What the interval of bits allows to say.</summary>
    public string BitsVerdict => EstimateText.Verdict(Bits);

    /// <summary>What the interval of the k-shot loss allows to say.</summary>
    public string ShotsVerdict => EstimateText.Verdict(Shots);
}
