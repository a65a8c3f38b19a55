namespace ResearchML.LanguageModels;

/// <summary>How a checkpoint folder is loaded.</summary>
public sealed record LoadModelOptions
{
    /// <summary>What the weights are kept in. Default <see cref="Precision.Auto"/>.</summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// Whether the weights stay in the file's pages, where their type, the device (the CPU) and the file's layout allow it:
    /// nothing is read before it is used, processes share the memory, and the system may take it back. The files must then not
    /// be changed in place while the model lives. Default <see langword="false"/>: weights are read into memory with large
    /// pages, from which tokens are decoded faster (docs/LOG.md).
    /// </summary>
    public bool MemoryMap { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it.</exception>
    internal void Validate()
    {
        if (!Enum.IsDefined(Precision))
            throw new ArgumentOutOfRangeException(nameof(Precision), Precision, $"LoadModelOptions.Precision must be one of {string.Join(", ", Enum.GetNames<Precision>())}, but is {Precision}.");
    }
}
