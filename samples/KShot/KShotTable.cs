using ResearchML.Statistics;

namespace KShot;

/// <summary>pass@64 of every way of training and reading: this seed's, and beside it the study's.</summary>
/// <param name="Training">How it was trained.</param>
/// <param name="Readout">How it is read.</param>
/// <param name="Live">This seed: at the last step, and stopped early.</param>
/// <param name="Study">The study's means over seeds, in the same order.</param>
internal sealed record KShotTable(string Training, string Readout, IReadOnlyList<Outcome> Live, IReadOnlyList<Estimate> Study)
{
    public const int Shots = 64;

    public static IReadOnlyList<string> Columns { get; } =
        ["trained for", "read", "this seed: last step", "stopped early", "at step", "five seeds: last step", "stopped early"];

    public static IReadOnlyList<KShotTable> Of(IReadOnlyList<Outcome> live, IReadOnlyList<Outcome> study) =>
    [
        .. from trainedFor in Reading.Ks
           from readFor in Reading.Ks
           let moments = Enum.GetValues<Moment>()
           select new KShotTable(
               Words.Training(trainedFor),
               Words.Readout(trainedFor, readFor),
               [.. moments.Select(m => Comparison.Find(live, live[0].Data, m, trainedFor, readFor).Single())],
               [.. moments.Select(m => MeanInterval.Of([.. Comparison.Find(study, live[0].Data, m, trainedFor, readFor).Select(o => o.Reading.PassAtShots(Shots))]))]),
    ];

    public IReadOnlyList<string> Cells =>
    [
        Training, Readout, Words.Number(Live[0].Reading.PassAtShots(Shots)), Words.Number(Live[1].Reading.PassAtShots(Shots)), FormattableString.Invariant($"{Live[1].Reading.Step}"),
        .. Study.Select(e => EstimateText.Plain(e, Words.Digits)),
    ];
}
