namespace ResearchML.Evaluators;

/// <summary>How many samples of a problem were graded, and how many of them were correct.</summary>
/// <param name="Task">The problem's name, not empty: equal names in two groups are one problem.</param>
/// <param name="Samples">n, from 0 to 2^53.</param>
/// <param name="Correct">c, from 0 to <paramref name="Samples"/>.</param>
/// <param name="Group">The name of the group, as a model or checkpoint; not empty. Default "all".</param>
public sealed record GradedProblem(string Task, long Samples, long Correct, string Group = GradedProblem.OnlyGroup)
{
    internal const string OnlyGroup = "all";

    internal const long MostSamples = 1L << 53; // what a Double column can tell apart

    /// <summary>What is wrong with it; null where nothing is.</summary>
    internal string? Fault() => string.IsNullOrEmpty(Task) ? "the problem has no name"
        : string.IsNullOrEmpty(Group) ? "the group has no name"
        : Samples is < 0 or > MostSamples ? FormattableString.Invariant($"the samples must be from 0 to 2^53, but are {Samples}")
        : Correct < 0 || Correct > Samples ? FormattableString.Invariant($"the correct samples must be from 0 to the {Samples} graded, but are {Correct}")
        : null;
}
