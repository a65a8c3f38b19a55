using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML;

/// <summary>A transformer from outside ML.NET that <c>mlContext.Model</c> saves and loads like its own, with no registration call, alone or anywhere in a chain.</summary>
/// <remarks>
/// <para>Implement it on a non-abstract, non-generic class. The model file names the class by assembly and full name, so
/// renaming it or moving it to another assembly orphans saved models (a <c>TypeForwardedTo</c> keeps them).</para>
/// <para><b>A model file is trusted input</b>: it names the class that reads it, among those that implement this interface in
/// assemblies beside the program. Contents are checked against their SHA-256, which finds damage, not malice. Load only models
/// you would also run as a program.</para>
/// </remarks>
public interface IExternalTransformer : ITransformer
{
    /// <summary>The version of what <see cref="Save(TransformerWriter)"/> writes, from 1. Raise it whenever that changes; <see cref="Load"/> then reads the older ones by <see cref="TransformerReader.Version"/>.</summary>
    static abstract int FormatVersion { get; }

    /// <summary>Reads what <see cref="Save(TransformerWriter)"/> wrote: every value, in the order of writing. Blobs and sub-models may be read in any order.</summary>
    /// <param name="env">The environment of the loading <see cref="MLContext"/>.</param>
    /// <param name="reader">The saved content. Its version is at most <see cref="FormatVersion"/>; it is usable during this call only.</param>
    static abstract ITransformer Load(IHostEnvironment env, TransformerReader reader);

    /// <summary>Writes what <see cref="Load"/> needs to build an equal transformer.</summary>
    /// <param name="writer">Takes the content. It is usable during this call only.</param>
    void Save(TransformerWriter writer);

    /// <inheritdoc/>
    void ICanSaveModel.Save(ModelSaveContext ctx) => ExternalTransformerFormat.Save(this, ctx);
}
