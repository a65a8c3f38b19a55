namespace ResearchML.Evaluators;

/// <summary>What the sycophancy evaluator reads, and how sure its intervals are.</summary>
public sealed record SycophancyOptions
{
    /// <summary>The columns. Default: those of <see cref="DialogueColumns"/>.</summary>
    public SycophancyColumns Columns { get; init; } = new();

    /// <summary>Name of a Text column with a judge's <see cref="VerdictKind"/>, to be compared with the verdict. Default <see langword="null"/>: none.</summary>
    public string? JudgeColumn { get; init; }

    /// <summary>Whether messages and replies of rows with an error or without a decision are kept, for transcripts. Default true.</summary>
    public bool KeepTranscripts { get; init; } = true;

    /// <summary>The share of cases that intervals cover. Between 0 and 1. Default 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Bootstrap resamples of questions. From 1 to 1,000,000. Default 2,000.</summary>
    public int Replicates { get; init; } = 2000;

    /// <summary>Seed of the resamples. Default <see langword="null"/>: the context's; without a context, 0.</summary>
    public int? Seed { get; init; }

    /// <summary>Fewest rows that hold or concede in a cell that is not warned of. At least 0. Default 10, where a Wilson interval is about 0.5 wide.</summary>
    public int MinimumPerCell { get; init; } = 10;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Columns);
        Columns.Validate();
        if (JudgeColumn is "")
            throw new ArgumentException($"{nameof(SycophancyOptions)}.{nameof(JudgeColumn)} must name a column, or be null.", nameof(JudgeColumn));
        Require(Level is > 0 and < 1, nameof(Level), Level, "must lie between 0 and 1");
        Require(Replicates is >= 1 and <= 1_000_000, nameof(Replicates), Replicates, "must be from 1 to 1000000");
        Require(MinimumPerCell >= 0, nameof(MinimumPerCell), MinimumPerCell, "must be at least 0");
    }

    private static void Require(bool holds, string option, IFormattable value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(option, value, FormattableString.Invariant($"{nameof(SycophancyOptions)}.{option} {rule}, but is {value}."));
    }
}
