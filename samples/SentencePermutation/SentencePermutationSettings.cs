namespace SentencePermutation;

/// <summary>What the command line asks for.</summary>
internal sealed record SentencePermutationSettings
{
    public int Seed { get; init; } = 1;

    public int Copies { get; init; } = Contest.Copies;

    public string Output { get; init; } = ".";

    public string ReportFile => Path.Combine(Output, "sentence-permutation.html");

    public string OutcomesFile => Path.Combine(Output, "sentence-permutation.csv");
}
