namespace ResearchML.Evaluators;

/// <summary>What a reader of a report should know before trusting its figures.</summary>
internal static class PassAtKWarnings
{
    // As for the other evaluators: of 20 clusters 95% percentile intervals hold the value in 91% to 94% of cases.
    private const int EnoughProblems = 30;

    // Of fewer, the Poisson number of solved problems is skewed beyond what percentiles follow.
    private const int EnoughSolved = 10;

    private const int Named = 5;

    public static IEnumerable<string> Of(PassAtKReport report) =>
        new[] { AddedUp(report), Differ(report), OneProblem(report), FewProblems(report), FewSolved(report), NoSuccess(report), NoFailure(report), NoFit(report) }.OfType<string>()
            .Concat(report.K.Select(k => TooFew(report, k)).OfType<string>());

    private static string? AddedUp(PassAtKReport report) => report.Tally.AddedCounts == 0 ? null
        : $"{report.AddedUp} of {report.Rows} rows have the group and problem of an earlier one: their counts were added up.";

    private static string? Differ(PassAtKReport report)
    {
        if (report.CommonProblems == report.Problems)
            return null;
        PassAtKGroup[] groups = [.. report.Groups.Values];
        return $"The groups differ in their problems: {report.CommonProblems} of {report.Problems} are in all {groups.Length} groups, and {groups.Sum(g => g.NotShared)} counts of the others are in their own group's figures only: Difference and Aligned drop them. {Names(groups.Where(g => g.Problems < report.Problems), g => $"lacks {report.Problems - g.Problems}")}.";
    }

    private static string? OneProblem(PassAtKReport report) => Told(report, g => g.Problems == 1, "one problem: there is nothing to resample, and no interval");

    private static string? FewProblems(PassAtKReport report) => Told(report, g => g.Problems is > 1 and < EnoughProblems, $"fewer than {EnoughProblems} problems: resampled intervals are somewhat too narrow");

    private static string? FewSolved(PassAtKReport report) => Told(report, g => g.Problems >= EnoughProblems && g.Problems - g.Unsolved is > 0 and < EnoughSolved, $"a correct sample in fewer than {EnoughSolved} problems: resampled intervals rest on these, and are too narrow");

    private static string? NoSuccess(PassAtKReport report) => Told(report, g => g is { Samples: > 0, Correct: 0 }, "no correct sample: pass@k is 0, with Wilson's interval over problems");

    private static string? NoFailure(PassAtKReport report) => Told(report, g => g.Samples > 0 && g.Correct == g.Samples, "no wrong sample: pass@k is 1, with Wilson's interval over problems");

    private static string? NoFit(PassAtKReport report)
    {
        PassAtKGroup[] without = [.. report.Groups.Values.Where(g => g.BetaBinomial.Status != BetaBinomialStatus.Ok)];
        return without.Length == 0 ? null : $"{without.Length} of {report.Groups.Count} groups have no Beta-binomial fit: {Names(without, g => g.BetaBinomial.Status.ToString())}.";
    }

    private static string? TooFew(PassAtKReport report, int k)
    {
        PassAtKGroup[] few = [.. report.Groups.Values.Where(g => g.TooFewSamples[k] > 0)];
        return few.Length == 0 ? null
            : $"{few.Sum(g => g.TooFewSamples[k])} counts of {few.Length} groups have fewer than {k} samples and are left out of pass@{k}, which they bias where sampling stopped by its outcome: {Names(few, g => $"{g.TooFewSamples[k]} of {g.Problems}")}.";
    }

    private static string? Told(PassAtKReport report, Func<PassAtKGroup, bool> isSo, string what)
    {
        PassAtKGroup[] groups = [.. report.Groups.Values.Where(isSo)];
        return groups.Length == 0 ? null : $"{groups.Length} of {report.Groups.Count} groups have {what}: {Names(groups, null)}.";
    }

    private static string Names(IEnumerable<PassAtKGroup> groups, Func<PassAtKGroup, string>? what)
    {
        PassAtKGroup[] all = [.. groups];
        return string.Join(", ", all.Take(Named).Select(g => what is null ? $"'{g.Name}'" : $"'{g.Name}' ({what(g)})")) + (all.Length > Named ? $" and {all.Length - Named} more" : "");
    }
}
