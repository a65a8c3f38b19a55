namespace ResearchML.Transforms;

/// <summary>Where samples come from.</summary>
internal interface ISampleSource : IDisposable
{
    /// <summary>Opens the cache, so that a file that is none is found before the first row.</summary>
    void OpenCache();

    /// <summary>Samples of a prompt by their indices: sample i is the same whatever others are asked for.</summary>
    /// <param name="prompt">The prompt, or its messages.</param>
    /// <param name="first">The index of the first, from 0.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <returns>A sample an index, or why there is none.</returns>
    /// <exception cref="FormatException">There can be no sample of this prompt.</exception>
    Task<IReadOnlyList<ChatReply>> DrawAsync(IReadOnlyList<string> prompt, int first, int count);
}
