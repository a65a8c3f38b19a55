using ResearchML.Trainers;
using static ResearchML.Reporting.ScalingLawWords;

namespace ResearchML.Reporting;

/// <summary>The tables of a law's report.</summary>
internal static class ScalingLawReportTables
{
    private static readonly double[] Multiples = [0.01, 0.1, 1, 10, 100];

    public static IReadOnlyList<double> Budgets(ScalingLaw law)
    {
        double most = law.Runs.Max(r => 6 * r.Point.Parameters * r.Point.Tokens);
        return [.. Multiples.Select(multiple => Rounded(most * multiple, 1))];
    }

    public static void AddSummary(HtmlReport report, ScalingLaw law)
    {
        ScalingRunReport data = law.Data;
        report.Paragraph(law.Selection == FormSelection.Best || law.Weights.Count == 1
            ? $"The law predicts with one form, {law.Weights.Keys.First()}. N counts parameters, D training tokens; losses are in nats per token."
            : $"The law is the geometric average of {law.Weights.Count} forms, {(law.Validation.ToldFormsApart ? $"weighted by inverse squared validation error; {law.Validation.Chosen} did best" : "all of one weight, since too few runs are there to tell them apart by validation")}. N counts parameters, D training tokens; losses are in nats per token.");
        if (law.Fits.Values.All(f => f.ReplicateCount == 0))
            report.Paragraph(law.Fits.Values.Any(f => f.Status.HasFlag(FitStatus.NoIntervals)) ? "Resamples of so few runs tell nothing, so that nothing here has an interval." : "No bootstrap was run, so that nothing here has an interval.");
        FitStatus shared = law.Weights.Keys.Select(name => law.Fits[name].Status).Aggregate((all, status) => all & status);
        if (shared != FitStatus.Ok)
            report.Paragraph($"Doubtful for every form of the law: {Of(shared)}.");
        report.Heading("Runs").Table(["what became of the rows", "count"],
        [
            ["read", data.Read],
            .. data.Excluded.Select(rule => (IReadOnlyList<object?>)[$"left out: {rule.Rule}", rule.Runs]),
            ["fitted", data.Used],
            ["of these, copies of another run (same N, D, distinct tokens and loss)", data.Duplicates],
            ["of these, reruns of a configuration (same N, D and distinct tokens)", data.Reruns],
        ]);
        report.Paragraph(FormattableString.Invariant($"N from {Short(law.Runs.Min(r => r.Point.Parameters))} to {Short(law.Runs.Max(r => r.Point.Parameters))}, D from {Short(law.Runs.Min(r => r.Point.Tokens))} to {Short(law.Runs.Max(r => r.Point.Tokens))}, D/N from {Short(law.Runs.Min(r => r.Point.TokensPerParameter))} to {Short(law.Runs.Max(r => r.Point.TokensPerParameter))}. A prediction far outside these is a guess, whatever its interval."));
    }

    public static void AddForms(HtmlReport report, ScalingLaw law)
    {
        report.Heading("Forms").Table(["form", "parameters", "cost", "validation error", "weight", "status"],
            law.Fits.Values.OrderByDescending(f => law.Weights.GetValueOrDefault(f.Form.Name)).Select(fit => (IReadOnlyList<object?>)
            [
                fit.Form.Name, fit.Form.Coordinates.Count, Known(fit.Cost), Error(law, fit.Form.Name), Rounded(law.Weights.GetValueOrDefault(fit.Form.Name), 3), Of(fit),
            ]), "Cost: what the fit minimised, over all runs. Validation error: mean of 100·|ln(observed/predicted)| on runs that the fit had not seen.");
        var tests = law.Fits.Values.Where(f => f.LackOfFit is not null).ToArray();
        if (tests.Length == 0)
            return;
        report.Table(["form", "F", "degrees of freedom", "p", "seed noise of ln L"], tests.Select(f => (IReadOnlyList<object?>)
        [
            f.Form.Name, Known(f.LackOfFit!.F), FormattableString.Invariant($"{f.LackOfFit.LackOfFitDegrees} and {f.LackOfFit.PureErrorDegrees}"), Rounded(f.LackOfFit.PValue, 2), Rounded(f.LackOfFit.SeedNoise, 3),
        ]), "Lack of fit: whether a form misses the runs by more than reruns of one configuration differ. A small p: it does, and more runs will not mend that.");
    }

    public static void AddValidation(HtmlReport report, ScalingLaw law)
    {
        ValidationTable table = law.Validation;
        string by = Of(table.OrderedBy);
        report.Heading("Validation");
        if (table.Bins.Count == 0)
        {
            report.Paragraph("There are too few runs to hold any out: no form was tested at extrapolating, and all weigh the same.");
            return;
        }

        report.Paragraph($"Each column: fitted to the runs of low {by}, tested on those above. The number is the mean of 100·ln(observed/predicted): above 0, the form predicts too low. A dash: too few runs to fit the form.")
            .Table(["form", .. table.Bins.Select(b => $"{by} {Short(b.From)} to {Short(b.To)} ({b.Predicted}) from up to {Short(b.Origin)} ({b.Fitted})")],
                table.Forms.OrderBy(f => double.IsNaN(f.MeanAbsoluteLogError) ? double.MaxValue : f.MeanAbsoluteLogError)
                    .Select(f => (IReadOnlyList<object?>)[f.Form, .. f.SignedBias.Select(bias => (object?)(Known(bias) is { } known ? known.ToString("+0.00;-0.00;0.00", System.Globalization.CultureInfo.InvariantCulture) : null))]),
                "Signed bias by bin; in brackets, the number of runs.");
    }

    public static void AddAllocations(HtmlReport report, IReadOnlyList<Allocation> allocations)
    {
        report.Heading("Compute-optimal allocation").Paragraph("How the law would spend a budget at 6·N·D FLOP.");
        if (allocations.All(a => double.IsNaN(a.Parameters.Value)))
        {
            report.Paragraph($"There is no answer: {string.Join("; ", allocations.Select(a => Of(a.Status)).Distinct())}.");
            return;
        }

        report.Table(["FLOP", "N*", "interval", "D*", "interval", "D*/N*", "interval", "L*", "interval", "status"], allocations.Select(a => (IReadOnlyList<object?>)
        [
            a.Flops, Short(a.Parameters), Interval(a.Parameters.Lower, a.Parameters.Upper), Short(a.Tokens), Interval(a.Tokens.Lower, a.Tokens.Upper),
            Short(a.TokensPerParameter), Interval(a.TokensPerParameter.Lower, a.TokensPerParameter.Upper), Short(a.Loss), Interval(a.Loss.Lower, a.Loss.Upper), Status(a),
        ]), FormattableString.Invariant($"Intervals at {100 * allocations[0].Loss.Level:0.#}%, of the law without the noise of a single run."));
    }

    public static void AddAllocationsByForm(HtmlReport report, ScalingLaw law, double flops)
    {
        ScalingLawFit[] fits = [.. law.Fits.Values.Where(f => f.Status.IsUsable()).OrderByDescending(f => law.Weights.GetValueOrDefault(f.Form.Name))];
        if (fits.Length < 2)
            return;
        var options = new AllocationOptions { ConfidenceLevel = law.ConfidenceLevel };
        report.Table(["form", "weight", "N*", "interval", "D*/N*", "interval", "status"], fits.Select(fit => fit.ComputeOptimal(flops, options) is var a
            ? (IReadOnlyList<object?>)[fit.Form.Name, Rounded(law.Weights.GetValueOrDefault(fit.Form.Name), 3), Short(a.Parameters), Interval(a.Parameters.Lower, a.Parameters.Upper),
                Short(a.TokensPerParameter), Interval(a.TokensPerParameter.Lower, a.TokensPerParameter.Upper), Status(a)]
            : []), $"The same at {Short(flops)} FLOP, form by form. Where forms disagree by more than their intervals, the answer hangs on the form: the law's own is then a compromise, and a form whose E is near 0 can pull it far.");
    }

    public static void AddParameters(HtmlReport report, ScalingLaw law) => report.Heading("Parameters").Table(["form", "parameter", "value", "lower", "upper"],
        law.Fits.Values.Where(f => f.Status.IsUsable()).SelectMany(fit => fit.Parameters.Keys.Select(name => fit.Interval(name, law.ConfidenceLevel) is var e
            ? (IReadOnlyList<object?>)[fit.Form.Name, name, Known(e.Value), Known(e.Lower), Known(e.Upper)] : [])),
        FormattableString.Invariant($"For N in parameters, D in tokens, L in nats per token; {100 * law.ConfidenceLevel:0.#}% bootstrap percentile intervals."));

    public static void AddComparisons(HtmlReport report, ScalingLaw law)
    {
        if (law.Comparisons.Count == 0)
            return;
        report.Heading("Forms two by two").Table(["first", "second", "difference", "interval", "first better in"], law.Comparisons.Select(c => (IReadOnlyList<object?>)
        [
            c.First, c.Second, Short(c.Difference), Interval(c.Difference.Lower, c.Difference.Upper), FormattableString.Invariant($"{100 * c.FirstBetter:0}%"),
        ]), "Mean error, 100·|ln(observed/predicted)|, of the first less that of the second on runs that a resample left out. An interval that holds 0: the runs do not say which interpolates better.");
    }

    private static double? Error(ScalingLaw law, string form) => law.Validation.Forms.FirstOrDefault(f => f.Form == form) is { } row ? Known(Rounded(row.MeanAbsoluteLogError, 3)) : null;

    private static string Status(Allocation allocation)
    {
        string status = allocation.Fit.HasFlag(FitStatus.Extrapolated) ? $"{Of(allocation.Status)}, far beyond the data" : Of(allocation.Status);
        return allocation.ReplicatesWithout is > 0 and < 1 ? FormattableString.Invariant($"{status}; {100 * allocation.ReplicatesWithout:0.#}% of resamples have none") : status;
    }
}
