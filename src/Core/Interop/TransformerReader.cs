using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML;

/// <summary>Gives back the content of an <see cref="IExternalTransformer"/> that is being loaded. Its integrity has been checked.</summary>
public sealed class TransformerReader
{
    private readonly IHostEnvironment _env;
    private readonly ModelLoadContext _context;
    private readonly IReadOnlyList<SavedBlob> _blobs;

    internal TransformerReader(IHostEnvironment env, ModelLoadContext context, int version, IReadOnlyList<SavedBlob> blobs, BinaryReader reader)
    {
        _env = env;
        _context = context;
        _blobs = blobs;
        Version = version;
        Reader = reader;
    }

    /// <summary>The <see cref="IExternalTransformer.FormatVersion"/> that wrote the content: from 1 to the reading type's own.</summary>
    public int Version { get; }

    /// <summary>Gives the values of <see cref="TransformerWriter.Writer"/>, in the order of writing. Each must be read.</summary>
    public BinaryReader Reader { get; }

    /// <summary>Reads what <see cref="TransformerWriter.WriteBlob"/> wrote.</summary>
    /// <typeparam name="T">What is made of the blob.</typeparam>
    /// <param name="name">The name it was written under.</param>
    /// <param name="read">Reads from a seekable stream that holds just the blob and is open during this call only.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidDataException">There is no such blob, or its bytes are not the ones written.</exception>
    public T ReadBlob<T>(string name, Func<Stream, T> read)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(read);
        SavedBlob blob = _blobs.FirstOrDefault(b => b.Name == name)
            ?? throw new InvalidDataException($"The model has no blob '{name}'; it has: {string.Join(", ", _blobs.Select(b => b.Name))}.");

        T? result = default;
        bool found = _context.TryLoadBinaryStream(name, reader =>
        {
            Stream stream = reader.BaseStream;
            if (stream.Length != blob.Length || !SHA256.HashData(stream).AsSpan().SequenceEqual(blob.Sha256))
                throw new InvalidDataException($"Blob '{name}' of the model is damaged: expected {blob.Length} bytes, found {stream.Length} whose checksum differs. Save or copy the model again.");
            stream.Position = 0;
            result = read(stream);
        });
        return found ? result! : throw new InvalidDataException($"Blob '{name}' is missing from the model file. Save or copy the model again.");
    }

    /// <summary>Reads what <see cref="TransformerWriter.WriteTransformer"/> wrote.</summary>
    /// <param name="name">The name it was written under.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> could not have been written.</exception>
    /// <exception cref="InvalidDataException">There is no such sub-model.</exception>
    public ITransformer ReadTransformer(string name)
    {
        SavedBlob.CheckName(name);
        return _context.LoadModelOrNull<ITransformer, SignatureLoadModel>(_env, out ITransformer transformer, name)
            ? transformer
            : throw new InvalidDataException($"The model has no sub-model '{name}'.");
    }

    /// <summary>Reads a string that <c>Writer.Write(string)</c> wrote, refusing an absurd length before anything is allocated.</summary>
    /// <param name="maximumBytes">The longest that is accepted, in bytes of UTF-8. Default: 1 MiB.</param>
    /// <exception cref="InvalidDataException">The string is longer, or longer than what is left.</exception>
    public string ReadString(int maximumBytes = 1 << 20) => BoundedReads.ReadString(Reader, maximumBytes);

    /// <summary>Reads the Int32 number of items that follow, refusing an absurd one before anything is allocated.</summary>
    /// <param name="maximum">The largest that is accepted.</param>
    /// <param name="bytesPerItem">The fewest bytes that one item takes in the values that follow, for the check against what is left; 0 where the items are elsewhere, as in a blob. Default: 1.</param>
    /// <exception cref="InvalidDataException">The count is negative, larger, or more than what is left can hold.</exception>
    public int ReadCount(int maximum, int bytesPerItem = 1) => BoundedReads.ReadCount(Reader, maximum, bytesPerItem);
}
