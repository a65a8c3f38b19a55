namespace Emergence;

/// <summary>What the command line asks for.</summary>
internal sealed record EmergenceSettings
{
    /// <summary>A CSV file of counts, or <see langword="null"/> to train models and sample them.</summary>
    public string? Counts { get; init; }

    /// <summary>The file's columns, as far as they were named.</summary>
    public CountColumns Columns { get; init; } = new(null, null, null, null, null, null);

    /// <summary>How often a guess is right, where the file does not say.</summary>
    public double Chance { get; init; }

    /// <summary>Compute or tokens of the checkpoint that later ones are forecast from, or <see langword="null"/> for the one in the middle.</summary>
    public double? Now { get; init; }

    /// <summary>Steps of each training.</summary>
    public int Steps { get; init; } = Trial.Steps;

    /// <summary>Features of each model's residual stream, each once.</summary>
    public IReadOnlyList<int> Widths { get; init; } = Trial.Widths;

    /// <summary>Resamples for the intervals.</summary>
    public int Bootstrap { get; init; } = 1000;

    /// <summary>Worlds of shuffled grades for the control.</summary>
    public int Shuffles { get; init; } = 99;

    /// <summary>Of everything that is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Folder for emergence.csv, emergence.zip and emergence.html.</summary>
    public string Output { get; init; } = ".";

    public string CountsFile => Path.Combine(Output, "emergence.csv");

    public string ModelFile => Path.Combine(Output, "emergence.zip");

    public string ReportFile => Path.Combine(Output, "emergence.html");
}
