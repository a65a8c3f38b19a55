namespace ResearchML;

/// <summary>An external transformer's entry, read as far as the values that its own class reads.</summary>
internal sealed record SavedTransformer(ExternalTransformerName Name, int Version, IReadOnlyList<SavedBlob> Blobs, BinaryReader Values);
