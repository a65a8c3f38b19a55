using ResearchML.Statistics;

namespace KShot;

/// <summary>k-shot training against the control, a next-token model with the link: pass@k with the k that both are made for, paired by seed.</summary>
/// <param name="Data">Which data.</param>
/// <param name="Moment">When both ended.</param>
/// <param name="K">Trained for, or read for, and examined with.</param>
/// <param name="Difference">Mean of k-shot's minus the control's, with Student's 95% interval over seeds.</param>
/// <param name="Seeds">How many seeds.</param>
internal sealed record Comparison(DataKind Data, Moment Moment, int K, Estimate Difference, int Seeds)
{
    public static IReadOnlyList<Comparison> Of(IReadOnlyList<Outcome> study) =>
    [
        .. from data in Enum.GetValues<DataKind>()
           from moment in Enum.GetValues<Moment>()
           from k in Reading.Ks.Where(k => k > 1)
           let shots = Find(study, data, moment, trainedFor: k, readFor: k)
           let control = Find(study, data, moment, trainedFor: 1, readFor: k)
           where shots.Count > 0
           select new Comparison(data, moment, k, MeanInterval.Of([.. shots.Select(s => s.Reading.PassAtShots(k) - control.Single(c => c.Seed == s.Seed).Reading.PassAtShots(k))]), shots.Count),
    ];

    /// <summary>The outcomes of one way of training and reading, a seed each.</summary>
    public static IReadOnlyList<Outcome> Find(IReadOnlyList<Outcome> study, DataKind data, Moment moment, int trainedFor, int readFor) =>
        [.. study.Where(o => (o.Data, o.Moment, o.Reading.TrainedFor, o.Reading.ReadFor) == (data, moment, trainedFor, readFor)).OrderBy(o => o.Seed)];

    /// <summary>What the interval allows to say.</summary>
    public string Verdict => Difference switch
    {
        { Lower: > 0 } => "k-shot training gains",
        { Upper: < 0 } => "k-shot training loses",
        _ => "no difference shown",
    };
}
