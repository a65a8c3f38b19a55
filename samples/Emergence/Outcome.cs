using System.Globalization;
using ResearchML.Statistics;
using ResearchML.Trainers;

namespace Emergence;

/// <summary>How the forecasts of a seed did, of models or times that they had not learned from.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="TakesChanceOut">Whether pass@k was corrected for guesses, or taken as counted.</param>
/// <param name="Scheme">What was held out.</param>
/// <param name="ErrorOfOne">Error in pass@1 of the forecast from pass@1.</param>
/// <param name="ErrorOfK">That from pass@k, k chosen without what was held out.</param>
/// <param name="ErrorOfLoss">That from the loss.</param>
/// <param name="SpearmanOfOne">Rank correlation of the forecast from pass@1 with what came last.</param>
/// <param name="SpearmanOfK">The same from pass@k.</param>
/// <param name="LeadOfOne">Median decades by which the forecast from pass@1 called emergence early; NaN where it was not called.</param>
/// <param name="LeadOfK">The same from pass@k.</param>
/// <param name="ChosenK">The k that were chosen, with blanks between.</param>
internal sealed record Outcome(
    int Seed, bool TakesChanceOut, ValidationScheme Scheme, double ErrorOfOne, double ErrorOfK, double ErrorOfLoss, double SpearmanOfOne, double SpearmanOfK, double LeadOfOne, double LeadOfK, string ChosenK)
{
    private const string Header = "seed,takes_chance_out,scheme,error_pass_at_1,error_pass_at_k,error_loss,spearman_pass_at_1,spearman_pass_at_k,lead_pass_at_1,lead_pass_at_k,chosen_k";

    private static readonly bool[] Corrections = [true, false];

    /// <summary>How much smaller the error of large k is.</summary>
    public double Gain => ErrorOfOne - ErrorOfK;

    /// <summary>Forecasts of a seed's counts, with pass@k corrected for guesses and without.</summary>
    public static IEnumerable<Outcome> Of(int seed, IReadOnlyList<CountRow> rows, CancellationToken cancellationToken) =>
        from takesChanceOut in Corrections
        let forecast = EmergenceForecast.From(
            rows.Select(row => new EmergenceCount(row.Model, row.Compute, row.Task, row.Problem, (long)row.Samples, (long)row.Correct) { Loss = row.Loss, Chance = takesChanceOut ? row.Chance : 0 }),
            new EmergenceOptions { K = MainJob.TriesWithin(rows), ShuffleControls = 0, CancellationToken = cancellationToken })
        from gain in forecast.Validation.Gains
        let scores = forecast.Validation.Scores.Where(score => score.Scheme == gain.Scheme).ToDictionary(score => score.Method)
        let leads = forecast.LeadTime.Summaries.ToDictionary(lead => lead.Method)
        select new Outcome(
            seed, takesChanceOut, gain.Scheme, scores["pass@1"].Error, scores["pass@k"].Error, scores["loss"].Error, scores["pass@1"].Spearman, scores["pass@k"].Spearman,
            leads["pass@1"].MedianLeadDecades, leads["pass@k"].MedianLeadDecades, string.Join(' ', gain.ChosenK));

    public static void Write(string path, IEnumerable<Outcome> outcomes) => StudyFile.Write(path, Header, outcomes.Select(Line));

    /// <exception cref="InvalidDataException">It is no file of outcomes.</exception>
    public static IReadOnlyList<Outcome> Read(string path) => StudyFile.Read(path, Header, Parse);

    /// <summary>A row a correction and scheme, over seeds.</summary>
    public static IEnumerable<IReadOnlyList<string>> Summary(IReadOnlyList<Outcome> study) =>
        from outcome in study
        group outcome by (outcome.TakesChanceOut, outcome.Scheme) into seeds
        let gain = MeanInterval.Of([.. seeds.Select(each => 100 * each.Gain)])
        select (IReadOnlyList<string>)
        [
            Words.HeldOut(seeds.Key.Scheme), seeds.Key.TakesChanceOut ? "taken out" : "left in",
            Points(seeds.Average(each => each.ErrorOfOne)), Points(seeds.Average(each => each.ErrorOfK)), Points(seeds.Average(each => each.ErrorOfLoss)), EstimateText.Signed(gain, 2),
            $"{Mean(seeds.Select(each => each.SpearmanOfOne))} / {Mean(seeds.Select(each => each.SpearmanOfK))}",
            gain switch { { Lower: > 0 } => "yes", { Upper: < 0 } => "no, it did worse", _ => "cannot be told" },
        ];

    public static IReadOnlyList<string> SummaryColumns { get; } = ["held out", "guesses", "error of pass@1", "of pass@k", "of loss", "pass@1 less pass@k [95%]", "Spearman of 1 / k", "large k beat pass@1"];

    private static string Points(double error) => (100 * error).ToString("F2", CultureInfo.InvariantCulture);

    private static string Mean(IEnumerable<double> values) => values.Average().ToString("F2", CultureInfo.InvariantCulture);

    private static string Line(Outcome o) => string.Create(CultureInfo.InvariantCulture,
        $"{o.Seed},{o.TakesChanceOut},{o.Scheme},{o.ErrorOfOne:R},{o.ErrorOfK:R},{o.ErrorOfLoss:R},{o.SpearmanOfOne:R},{o.SpearmanOfK:R},{o.LeadOfOne:R},{o.LeadOfK:R},{o.ChosenK}");

    private static Outcome Parse(string[] cells)
    {
        double[] numbers = [.. cells[3..10].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        return new Outcome(int.Parse(cells[0], CultureInfo.InvariantCulture), bool.Parse(cells[1]), Enum.Parse<ValidationScheme>(cells[2]), numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], cells[10]);
    }
}
