namespace ResearchML.Evaluators;

/// <summary>What the pass@k evaluator reads, for which k, and how sure its intervals are.</summary>
public sealed record PassAtKOptions
{
    internal const int MostK = 10_000; // far beyond what anyone names, against absurd files

    /// <summary>The numbers of tries, at most 10,000 of them. Each at least 1, none twice. Default 1, 10 and 100, as in Chen et al. 2021.</summary>
    public IReadOnlyList<int> K { get; init; } = [1, 10, 100];

    /// <summary>Name of a Text column that names the problem, none empty. Default "Task".</summary>
    public string TaskColumnName { get; init; } = "Task";

    /// <summary>Name of a column with n, the samples that were graded: whole numbers of any number type. Default "n". <see langword="null"/>: each row is one graded sample.</summary>
    public string? SamplesColumnName { get; init; } = "n";

    /// <summary>Name of a column with c, how many of them were correct: whole numbers of any number type; where each row is one graded sample, 0 or 1, or a Boolean. Default "c".</summary>
    public string CorrectColumnName { get; init; } = "c";

    /// <summary>Name of a Text column that names the group, as a model or checkpoint, none empty. Default <see langword="null"/>: one group, "all".</summary>
    public string? GroupColumnName { get; init; }

    /// <summary>The share of cases that intervals cover. Between 0 and 1. Default 0.95.</summary>
    public double ConfidenceLevel { get; init; } = 0.95;

    /// <summary>Bootstrap resamples of problems. From 0, for no intervals, to 1,000,000. Default 1,000, at which chance moves the ends of a 95% interval by 0.08 standard errors.</summary>
    public int BootstrapSamples { get; init; } = 1000;

    /// <summary>Seed of the resamples. Default <see langword="null"/>: the context's; without a context, 0.</summary>
    public int? Seed { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentNullException"><see cref="K"/> is null.</exception>
    /// <exception cref="ArgumentException">A column's name is empty, a k is missing or given twice, or there are too many.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(K);
        if (K.Count == 0)
            throw new ArgumentException($"{nameof(PassAtKOptions)}.{nameof(K)} must hold a k.", nameof(K));
        if (K.Count > MostK)
            throw new ArgumentException(FormattableString.Invariant($"{nameof(PassAtKOptions)}.{nameof(K)} must hold at most {MostK} numbers, not {K.Count}."), nameof(K));
        foreach (int k in K)
            Require(k >= 1, nameof(K), k, "must hold numbers from 1 on");
        if (K.GroupBy(k => k).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException(FormattableString.Invariant($"{nameof(PassAtKOptions)}.{nameof(K)} holds {twice.Key} twice."), nameof(K));
        foreach ((string property, string? name) in new[]
            { (nameof(TaskColumnName), TaskColumnName ?? ""), (nameof(SamplesColumnName), SamplesColumnName), (nameof(CorrectColumnName), CorrectColumnName ?? ""), (nameof(GroupColumnName), GroupColumnName) })
        {
            if (name is "")
                throw new ArgumentException($"{nameof(PassAtKOptions)}.{property} must name a column.", property);
        }

        Require(ConfidenceLevel is > 0 and < 1, nameof(ConfidenceLevel), ConfidenceLevel, "must lie between 0 and 1");
        Require(BootstrapSamples is >= 0 and <= 1_000_000, nameof(BootstrapSamples), BootstrapSamples, "must be from 0 to 1000000");
    }

    private static void Require(bool holds, string option, IFormattable value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(option, value, FormattableString.Invariant($"{nameof(PassAtKOptions)}.{option} {rule}, not {value}."));
    }
}
