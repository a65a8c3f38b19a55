namespace Quickstart;

/// <summary>What the command line asks for.</summary>
/// <param name="Minutes">Time to train.</param>
/// <param name="Corpus">File or folder of texts, or <see langword="null"/> for the .NET SDK's reference documentation.</param>
/// <param name="Model">Folder of a checkpoint to start from, or <see langword="null"/> for fresh weights.</param>
/// <param name="Vocabulary">Tokens to learn from the training text, or <see langword="null"/> for one a byte.</param>
/// <param name="Objective">What to minimise, one of <see cref="ObjectiveChoice.Names"/>.</param>
/// <param name="Augment">What is added to the training text, one of <see cref="AugmentChoice.Names"/>.</param>
/// <param name="Seed">Of the split, the weights and the order of the documents.</param>
/// <param name="Output">Folder for quickstart.zip and quickstart.html.</param>
internal sealed record QuickstartSettings(double Minutes, string? Corpus, string? Model, int? Vocabulary, string Objective, string Augment, int Seed, string Output)
{
    public string ModelFile => Path.Combine(Output, "quickstart.zip");

    public string ReportFile => Path.Combine(Output, "quickstart.html");
}
