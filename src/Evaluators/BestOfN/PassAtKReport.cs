using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>pass@k of groups of problems, as of models or checkpoints, with intervals, paired differences and a fit that goes past the samples.</summary>
/// <remarks>
/// <para>pass@k of a group is the mean of its problems' unbiased estimates (<see cref="PassAtK.Unbiased"/>; Chen et al. 2021, arXiv:2107.03374, section 2.1). A problem with fewer than k samples has none: it is left out of that k and
/// counted, also where none of its samples was correct.</para>
/// <para><b>Intervals</b> are percentiles of a bootstrap of problems, which are thought of as drawn from more of their kind; that each problem's pass@k is an estimate is in them. All groups share the resamples, which depend on the seed and
/// on the problems' names, never on the order of rows: differences between groups are paired. Where all problems are at 0, or all at 1, resamples show no doubt, and the interval is Wilson's with each problem as one trial,
/// which is wide. Fewer than two problems, or problems that are all at one value between, have none (NaN).</para>
/// <para>Groups whose problems differ each have their own in their figures; <see cref="Difference"/> is over those that two share, and <see cref="Aligned"/> over those that all do.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
public sealed class PassAtKReport
{
    internal PassAtKReport(PassAtKTally tally, PassAtKOptions options, ulong seed, Action<int>? done)
    {
        (Tally, Options, Seed) = (tally, options, seed);
        HashSet<string> common = tally.Common();
        CommonProblems = common.Count;
        var measures = (from name in tally.Groups from k in options.K select tally.PassAt(name, k)).ToArray();
        Estimate[] estimates = tally.Estimates(measures, done);
        Groups = tally.Groups.Select((name, g) => Group(name, estimates.AsSpan(g * options.K.Count, options.K.Count), common)).ToDictionary(g => g.Name);
        Warnings = [.. PassAtKWarnings.Of(this)];
    }

    /// <summary>The groups by their names, in the order in which they came; "all" where there is no group column.</summary>
    public IReadOnlyDictionary<string, PassAtKGroup> Groups { get; }

    /// <summary>The k, in the order of the options.</summary>
    public IReadOnlyList<int> K => Options.K;

    /// <summary>How many different problems there are.</summary>
    public int Problems => Tally.Tasks;

    /// <summary>How many of them every group has.</summary>
    public int CommonProblems { get; }

    /// <summary>How many rows were read.</summary>
    public int Rows => Tally.Rows;

    /// <summary>Rows that were added to an earlier one of the same group and problem: all but the first. Those of problems that <see cref="Aligned"/> drops are counted too.</summary>
    public int AddedUp => Tally.AddedUp;

    /// <summary>What a reader should know before trusting the figures. Empty where there is nothing.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The share of cases that intervals cover.</summary>
    public double ConfidenceLevel => Options.ConfidenceLevel;

    /// <summary>How many resamples of problems there are.</summary>
    public int BootstrapSamples => Options.BootstrapSamples;

    /// <summary>The seed of the resamples.</summary>
    public ulong Seed { get; }

    internal PassAtKOptions Options { get; }

    internal PassAtKTally Tally { get; }

    /// <summary>Evaluates rows.</summary>
    /// <param name="rows">The rows, in any order; those of one group and problem are added up.</param>
    /// <param name="options">k, level, resamples, seed; columns are not looked at. Default: the options' own defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no row, or one has no names or impossible counts.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidDataException">The samples of a problem's rows add up to more than 2^53, or those of a group's problems to more than 2^63; the message tells the row, problem and group.</exception>
    public static PassAtKReport From(IEnumerable<GradedProblem> rows, PassAtKOptions? options = null) =>
        From(rows, options ?? new PassAtKOptions(), unchecked((ulong)(options?.Seed ?? 0)));

    internal static PassAtKReport From(IEnumerable<GradedProblem> rows, PassAtKOptions options, ulong seed, Action<int>? done = null, (int Rows, int Counts) added = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options.Validate();
        var tally = new PassAtKTally(rows.Select(Sound), options, seed, added);
        return tally.Rows == 0 ? throw new ArgumentException("There is no row to evaluate.", nameof(rows)) : new PassAtKReport(tally, options, seed, done);

        GradedProblem Sound(GradedProblem row, int number) => (row is null ? "there is none" : row.Fault()) is { } fault
            ? throw new ArgumentException(FormattableString.Invariant($"Row {number}: {fault}."), nameof(rows))
            : row!;
    }

    /// <summary>pass@k of one group less that of another, over the problems that both have, by the report's resamples.</summary>
    /// <param name="first">The name of the one group.</param>
    /// <param name="second">The name of the other.</param>
    /// <param name="k">How many samples one may try; need not be among <see cref="K"/>.</param>
    /// <exception cref="ArgumentNullException">A name is null.</exception>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is not positive.</exception>
    public PassAtKDifference Difference(string first, string second, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        (PassAtKGroup one, PassAtKGroup other) = (Find(first, nameof(first)), Find(second, nameof(second)));
        int common = Tally.ProblemsOf(first).Keys.Count(Tally.ProblemsOf(second).ContainsKey);
        PassAtKTally.Measure measure = Tally.Difference(first, second, k);
        Estimate difference = Tally.Estimates([measure])[0];
        return new PassAtKDifference(
            measure.HasSpread ? difference : Interval.None(ConfidenceLevel).Around(difference), // Wilson's is of a share
            measure.Count, one.Problems - common, other.Problems - common, common - measure.Count);
    }

    /// <summary>The report of the problems that every group has: this one where no group lacks any.</summary>
    /// <exception cref="InvalidOperationException">No problem is in every group.</exception>
    public PassAtKReport Aligned()
    {
        if (CommonProblems == Problems)
            return this;
        HashSet<string> common = Tally.Common();
        return common.Count == 0
            ? throw new InvalidOperationException("No problem is in every group: there is nothing to align by. Do the groups name their problems alike?")
            : From(Tally.Problems().Where(p => common.Contains(p.Task)), Options, Seed, done: null, (AddedUp, Tally.AddedCounts));
    }

    /// <summary>The figures as JSON: the members of this class in camelCase, statuses by name, what is not finite as null.</summary>
    public string ToJson() => ReportJson.Of(this);

    private PassAtKGroup Find(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        return Groups.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no group '{name}'. The groups are: {string.Join(", ", Groups.Keys.Take(20))}{(Groups.Count > 20 ? ", ..." : "")}.", parameter);
    }

    private PassAtKGroup Group(string name, ReadOnlySpan<Estimate> estimates, HashSet<string> common)
    {
        IReadOnlyDictionary<string, (long Samples, long Correct)> problems = Tally.ProblemsOf(name);
        return new PassAtKGroup
        {
            Name = name,
            PassAt = K.Zip(estimates.ToArray()).ToDictionary(e => e.First, e => e.Second),
            TooFewSamples = K.ToDictionary(k => k, k => problems.Values.Count(p => p.Samples < k)),
            Problems = problems.Count,
            NotShared = problems.Count - common.Count,
            Unsolved = problems.Values.Count(p => p.Correct == 0),
            Samples = problems.Values.Sum(p => p.Samples),
            Correct = problems.Values.Sum(p => p.Correct),
            BetaBinomial = BetaBinomial.Fit(problems.Values),
        };
    }
}
