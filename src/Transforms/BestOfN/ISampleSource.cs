namespace ResearchML.Transforms;

/// <summary>Where samples come from.</summary>
internal interface ISampleSource : IDisposable
{
    /// <summary>Opens the cache, so that a file that is none is found before the first row.</summary>
    void OpenCache();

    /// <summary>SHA-256 of the model as it is now, where its weights may change while this is used; else empty.</summary>
    string Fingerprint();

    /// <summary>Samples of a prompt by their indices: sample i is the same whatever others are asked for.</summary>
    /// <param name="model">The pass's <see cref="Fingerprint"/>.</param>
    /// <param name="prompt">The prompt, or its messages.</param>
    /// <param name="first">The index of the first, from 0.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <returns>A sample an index, or why there is none.</returns>
    /// <exception cref="FormatException">There can be no sample of this prompt.</exception>
    Task<IReadOnlyList<ChatReply>> DrawAsync(Lazy<string> model, IReadOnlyList<string> prompt, int first, int count);
}
