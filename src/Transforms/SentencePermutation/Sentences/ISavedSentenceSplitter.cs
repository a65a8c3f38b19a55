namespace ResearchML.Transforms;

/// <summary>A <see cref="SentenceSplitter"/> that a model file can hold. The file names the class by assembly and full name.</summary>
public interface ISavedSentenceSplitter
{
    /// <summary>Reads what <see cref="Save"/> wrote: every value, in the order of writing.</summary>
    /// <param name="reader">The saved values.</param>
    /// <returns>A splitter that gives the same parts.</returns>
    static abstract SentenceSplitter Load(BinaryReader reader);

    /// <summary>Writes what <see cref="Load"/> needs, first a version of its own, so that a later one can read it.</summary>
    /// <param name="writer">Takes the values.</param>
    void Save(BinaryWriter writer);
}
