using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;

namespace ResearchML;

/// <summary>How an external transformer lies in a model file: one entry with its name, version and values, and one entry per blob and sub-model.</summary>
/// <remarks>The entry is a length, a SHA-256 and that many bytes: assembly and type name, format version, blob table, values.
/// So damage anywhere is found before a transformer's own code reads a byte.</remarks>
internal static class ExternalTransformerFormat
{
    public const int MaximumNesting = 32;
    private const int MaximumEntryBytes = 64 << 20;
    private const int MaximumBlobs = 4096;
    private const int MaximumNameBytes = 4096;

    /// <summary>The version of this layout, apart from the version of what a transformer writes into it.</summary>
    private static VersionInfo Layout => new(
        modelSignature: "RML XFRM",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(ExternalTransformerLoader).Assembly.FullName,
        loaderSignature: ExternalTransformerLoader.Signature);

    public static void Save(ITransformer transformer, ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ExternalTransformerName name = ExternalTransformerName.Of(transformer.GetType());
        if (Nesting(context.Directory) > MaximumNesting)
            throw new NotSupportedException($"Sub-models nest deeper than {MaximumNesting}: '{context.Directory}'.");

        context.CheckAtModel();
        context.SetVersionInfo(Layout);

        using var values = new MemoryStream();
        using var valuesWriter = new BinaryWriter(values, Encoding.UTF8);
        var transformerWriter = new TransformerWriter(context, valuesWriter);
        ((IExternalTransformer)transformer).Save(transformerWriter);
        valuesWriter.Flush();

        using var entry = new MemoryStream();
        using (var writer = new BinaryWriter(entry, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(name.Assembly);
            writer.Write(name.Type);
            writer.Write(ExternalTransformerLoader.FormatVersionOf(transformer.GetType()));
            WriteBlobTable(writer, transformerWriter.Blobs);
            writer.Write(values.GetBuffer(), 0, (int)values.Length);
        }

        if (entry.Length > MaximumEntryBytes)
            throw new NotSupportedException($"'{name.Type}' wrote {entry.Length} bytes of values, more than {MaximumEntryBytes}. Write bulk with {nameof(TransformerWriter.WriteBlob)}.");
        byte[] bytes = entry.ToArray();
        context.Writer.Write(bytes.Length);
        context.Writer.Write(SHA256.HashData(bytes));
        context.Writer.Write(bytes);
    }

    public static SavedTransformer Open(ModelLoadContext context)
    {
        context.CheckAtModel(Layout);
        if (Nesting(context.Directory) > MaximumNesting)
            throw new InvalidDataException($"Sub-models of the model nest deeper than {MaximumNesting}.");

        var reader = new BinaryReader(new MemoryStream(ReadEntry(context.Reader), writable: false), Encoding.UTF8);
        string assembly = BoundedReads.ReadString(reader, MaximumNameBytes);
        string type = BoundedReads.ReadString(reader, MaximumNameBytes);
        int version = reader.ReadInt32();
        var blobs = new SavedBlob[BoundedReads.ReadCount(reader, MaximumBlobs, SHA256.HashSizeInBytes)];
        for (int i = 0; i < blobs.Length; i++)
            blobs[i] = new SavedBlob(BoundedReads.ReadString(reader, MaximumNameBytes), reader.ReadInt64(), reader.ReadBytes(SHA256.HashSizeInBytes));
        return new SavedTransformer(new ExternalTransformerName(assembly, type), version, blobs, reader);
    }

    private static byte[] ReadEntry(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        byte[] sha256 = reader.ReadBytes(SHA256.HashSizeInBytes);
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        if (length < 0 || length > MaximumEntryBytes || length > left)
            throw Damaged();
        byte[] bytes = reader.ReadBytes(length);
        return SHA256.HashData(bytes).AsSpan().SequenceEqual(sha256) ? bytes : throw Damaged();
    }

    private static void WriteBlobTable(BinaryWriter writer, IReadOnlyList<SavedBlob> blobs)
    {
        if (blobs.Count > MaximumBlobs)
            throw new NotSupportedException($"{blobs.Count} blobs in one transformer; at most {MaximumBlobs} are accepted.");
        writer.Write(blobs.Count);
        foreach (SavedBlob blob in blobs)
        {
            writer.Write(blob.Name);
            writer.Write(blob.Length);
            writer.Write(blob.Sha256);
        }
    }

    // Chains and sub-models are folders in the model file, so that its path says how deep a transformer lies.
    private static int Nesting(string? directory) => directory?.Count(c => c is '/' or '\\') ?? 0;

    private static InvalidDataException Damaged() => new("The model file is damaged: a transformer's entry is cut short or its checksum differs. Save or copy the model again.");
}
