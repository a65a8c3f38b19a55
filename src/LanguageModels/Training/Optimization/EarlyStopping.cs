namespace ResearchML.LanguageModels;

/// <summary>Stops a run when a measurement no longer falls, and gives the weights of the best one.</summary>
/// <remarks>Prechelt 1998, "Early stopping - but when?", criterion UP: stop after so many measurements without a new best.</remarks>
public sealed record EarlyStopping
{
    /// <summary>The text that is measured, a document each; none of it should be in the training data. Mean next-token loss, whatever the objective. Default: none, where <see cref="Measure"/> is set.</summary>
    public IReadOnlyList<string> HeldOut { get; init; } = [];

    /// <summary>What to measure instead; the lower the better. Called on the training thread with the run's model, which is evaluating and must be neither kept nor disposed. Default <see langword="null"/>: the loss of <see cref="HeldOut"/>.</summary>
    public Func<LanguageModel, double>? Measure { get; init; }

    /// <summary>Optimizer steps between measurements; one more is made at the end of the run. At least 1. Default 100.</summary>
    public int Every { get; init; } = 100;

    /// <summary>Measurements without a new best after which to stop. At least 1. Default 3.</summary>
    public int Patience { get; init; } = 3;

    internal void Validate()
    {
        if (HeldOut is null || (Measure is null && HeldOut.All(string.IsNullOrEmpty)))
            throw new ArgumentException("EarlyStopping.HeldOut holds no text to measure.", nameof(HeldOut));
        if (Measure is not null && HeldOut.Count > 0)
            throw new ArgumentException("EarlyStopping measures HeldOut or calls Measure: set one of them.", nameof(Measure));
        if (Every < 1)
            throw new ArgumentOutOfRangeException(nameof(Every), Every, $"EarlyStopping.Every must be at least 1, but is {Every}.");
        if (Patience < 1)
            throw new ArgumentOutOfRangeException(nameof(Patience), Patience, $"EarlyStopping.Patience must be at least 1, but is {Patience}.");
    }
}
