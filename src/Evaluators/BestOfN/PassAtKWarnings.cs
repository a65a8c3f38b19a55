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

    /// <summary>What to know of a paired difference over so many problems; empty where there is nothing.</summary>
    public static string OfDifference(int problems) => problems switch
    {
        0 => "No problem has k samples in both groups: there is no difference.",
        1 => "Only one problem has k samples in both groups: it cannot be resampled, and the difference has no interval.",
        < EnoughProblems => $"{problems} problems, fewer than {EnoughProblems}, have k samples in both groups: a resampled interval is somewhat too narrow.",
        _ => "",
    };

    private static string? AddedUp(PassAtKReport report) => report.Tally.AddedCounts == 0 ? null
        : $"{Of(report.AddedUp, report.Rows, "row")} the group and problem of an earlier one: their counts were added up.";

    private static string? Differ(PassAtKReport report)
    {
        if (report.CommonProblems == report.Problems)
            return null;
        PassAtKGroup[] groups = [.. report.Groups.Values];
        return $"The groups differ in their problems: {report.CommonProblems} of {report.Problems} are in all {groups.Length} groups, and {groups.Sum(g => g.NotShared)} counts of the others are in their own group's figures only: Difference and Aligned drop them. {Names(groups.Where(g => g.Problems < report.Problems), g => $"lacks {report.Problems - g.Problems}")}.";
    }

    private static string? OneProblem(PassAtKReport report) => ToldByK(report, count => count == 1, "only one problem with k samples: it cannot be resampled, and pass@k has no interval");

    private static string? FewProblems(PassAtKReport report) =>
        ToldByK(report, count => count is > 1 and < EnoughProblems, $"fewer than {EnoughProblems} problems with k samples: resampled intervals are somewhat too narrow");

    private static string? FewSolved(PassAtKReport report) => Told(report, g => g.Problems >= EnoughProblems && g.Problems - g.Unsolved is > 0 and < EnoughSolved, $"a correct sample in fewer than {EnoughSolved} problems: resampled intervals rest on these, and are too narrow");

    private static string? NoSuccess(PassAtKReport report) => Told(report, g => g is { Samples: > 0, Correct: 0 }, "no correct sample: pass@k is 0 where there are k samples, with Wilson's interval over two or more problems");

    private static string? NoFailure(PassAtKReport report) => Told(report, g => g.Samples > 0 && g.Correct == g.Samples, "no wrong sample: pass@k is 1 where there are k samples, with Wilson's interval over two or more problems");

    private static string? NoFit(PassAtKReport report)
    {
        PassAtKGroup[] without = [.. report.Groups.Values.Where(g => g.BetaBinomial.Status != BetaBinomialStatus.Ok)];
        return without.Length == 0 ? null : $"{Of(without.Length, report.Groups.Count, "group")} no Beta-binomial fit: {Names(without, g => g.BetaBinomial.Status.ToString())}.";
    }

    private static string? TooFew(PassAtKReport report, int k)
    {
        PassAtKGroup[] few = [.. report.Groups.Values.Where(g => g.TooFewSamples[k] > 0)];
        int counts = few.Sum(g => g.TooFewSamples[k]);
        (string have, string are) = counts == 1 ? ("has", "is") : ("have", "are");
        return counts == 0 ? null
            : $"{Number(counts, "count")} of {Number(few.Length, "group")} {have} fewer than {Number(k, "sample")} and {are} left out of pass@{k}, which is biased where sampling stopped by its outcome: {Names(few, g => $"{g.TooFewSamples[k]} of {g.Problems}")}.";
    }

    private static string? Told(PassAtKReport report, Func<PassAtKGroup, bool> isSo, string what)
    {
        PassAtKGroup[] groups = [.. report.Groups.Values.Where(isSo)];
        return groups.Length == 0 ? null : $"{Of(groups.Length, report.Groups.Count, "group")} {what}: {Names(groups, null)}.";
    }

    // By the number of problems that a k's mean is over.
    private static string? ToldByK(PassAtKReport report, Func<int, bool> isSo, string what)
    {
        PassAtKGroup[] groups = [.. report.Groups.Values.Where(g => ByCount(g).Any())];
        return groups.Length == 0 ? null : $"{Of(groups.Length, report.Groups.Count, "group")} {what}: {Names(groups, g => FirstFew("; ", ByCount(g).Select(c => $"{c.Key} for k = {FirstFew(", ", c)}")))}.";

        IEnumerable<IGrouping<int, int>> ByCount(PassAtKGroup group) => report.K.GroupBy(k => group.Problems - group.TooFewSamples[k]).Where(c => isSo(c.Key));
        static string FirstFew<T>(string separator, IEnumerable<T> all) => string.Join(separator, all.Take(Named)) + (all.Skip(Named).Any() ? separator + "..." : "");
    }

    // A warning is a line of a log.
    private static string Line(string name) => string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c));

    // "1 of 2 groups has"
    private static string Of(int some, int all, string thing) => $"{some} of {Number(all, thing)} {(some == 1 ? "has" : "have")}";

    private static string Number(int count, string thing) => $"{count} {thing}{(count == 1 ? "" : "s")}";

    private static string Names(IEnumerable<PassAtKGroup> groups, Func<PassAtKGroup, string>? what)
    {
        PassAtKGroup[] all = [.. groups];
        return string.Join(", ", all.Take(Named).Select(g => what is null ? $"'{Line(g.Name)}'" : $"'{Line(g.Name)}' ({what(g)})")) + (all.Length > Named ? $" and {all.Length - Named} more" : "");
    }
}
