using ResearchML.Trainers;

namespace ScalingLaws;

/// <summary>What the command line asks for.</summary>
internal sealed record ScalingLawsSettings
{
    /// <summary>A CSV file of runs, or <see langword="null"/> to train a grid.</summary>
    public string? Runs { get; init; }

    /// <summary>The columns' names, as far as they were given.</summary>
    public RunColumns Columns { get; init; } = new(null, null, null, null, null);

    /// <summary>Rows to keep: column=value, all of them.</summary>
    public IReadOnlyList<string> Where { get; init; } = [];

    /// <summary>How many of the highest losses to leave out.</summary>
    public int DropHighest { get; init; }

    /// <summary>What validation orders runs by.</summary>
    public ScalingVariable OrderBy { get; init; }

    /// <summary>Bootstrap resamples.</summary>
    public int Bootstrap { get; init; }

    /// <summary>Budgets to allocate, in FLOP.</summary>
    public IReadOnlyList<double> Budgets { get; init; } = [];

    /// <summary>Time to train the grid.</summary>
    public double Minutes { get; init; }

    /// <summary>Of the grid's weights and documents, and of the bootstrap.</summary>
    public int Seed { get; init; }

    /// <summary>Folder for runs.csv, scaling-law.zip and scaling-law.html.</summary>
    public required string Output { get; init; }

    public string RunsFile => Path.Combine(Output, "runs.csv");

    public string ModelFile => Path.Combine(Output, "scaling-law.zip");

    public string ReportFile => Path.Combine(Output, "scaling-law.html");
}
