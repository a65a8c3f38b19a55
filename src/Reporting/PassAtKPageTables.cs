using ResearchML.Evaluators;
using static ResearchML.Reporting.PassAtKWords;

namespace ResearchML.Reporting;

/// <summary>The tables of a page of pass@k.</summary>
internal static class PassAtKPageTables
{
    private const double Extrapolated = 1e4;

    public static void AddCounts(HtmlReport page, PassAtKReport passes) => page.Heading("Counts").Table(
        ["group", "problems", "samples", "of them right", "problems without", .. passes.K.Select(k => FormattableString.Invariant($"pass@{k}"))],
        passes.Groups.Values.Select(group => (IReadOnlyList<object?>)
        [
            group.Name, group.Problems, group.Samples, group.Correct, group.Unsolved,
            .. passes.K.Select(k => PassAt(group, k)),
        ]), FormattableString.Invariant($"Problems without: those of which no sample is right. In brackets {100 * passes.ConfidenceLevel:0.#}% intervals, and how many problems have k samples where not all do."));

    public static void AddFits(HtmlReport page, PassAtKReport passes, int replicates)
    {
        page.Heading("Beta-binomial fits").Table(["group", "α", "β", "log likelihood", FormattableString.Invariant($"pass@{Extrapolated:#,0}"), "tail within 1% from k", "goodness of fit, p", ""],
            passes.Groups.Values.Select(group => Row(group, passes, replicates)),
            "Success probabilities of the problems as a Beta distribution. 1 − pass@k tends to Γ(α + β)/Γ(β)·k^−α. "
                + (replicates > 0 ? FormattableString.Invariant($"A small p says that the Beta is the wrong family, and that figures past the samples are not to be believed ({replicates} simulated data sets a group).") : "Goodness of fit was not asked for."));
    }

    private static string? PassAt(PassAtKGroup group, int k) => Share(group.PassAt[k]) is { } share && group.TooFewSamples[k] > 0
        ? FormattableString.Invariant($"{share}, {group.Problems - group.TooFewSamples[k]:#,0} problems")
        : Share(group.PassAt[k]);

    private static IReadOnlyList<object?> Row(PassAtKGroup group, PassAtKReport passes, int replicates)
    {
        BetaBinomial fit = group.BetaBinomial;
        return fit.Status != BetaBinomialStatus.Ok
            ? [group.Name, null, null, null, null, null, null, fit.Reason]
            :
            [
                group.Name, ScalingLawWords.Rounded(fit.Alpha, 3), ScalingLawWords.Rounded(fit.Beta, 3), Math.Round(fit.LogLikelihood, 1), Share(fit.PassAtInterval(Extrapolated, passes.ConfidenceLevel)),
                ScalingLawWords.Rounded(fit.TailHoldsFrom(), 2), replicates > 0 ? Math.Round(fit.GoodnessOfFit(replicates, passes.Seed).PValue, 3) : null, "",
            ];
    }
}
