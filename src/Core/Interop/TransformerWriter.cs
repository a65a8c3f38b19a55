using System.Security.Cryptography;
using Microsoft.ML;

namespace ResearchML;

/// <summary>Takes the content of an <see cref="IExternalTransformer"/> that is being saved: values, blobs and sub-models.</summary>
public sealed class TransformerWriter
{
    private readonly ModelSaveContext _context;
    private readonly List<SavedBlob> _blobs = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    internal TransformerWriter(ModelSaveContext context, BinaryWriter writer)
    {
        _context = context;
        Writer = writer;
    }

    /// <summary>Takes small values (names, sizes, options), at most 64 MiB of them; <see cref="WriteBlob"/> takes the bulk.</summary>
    public BinaryWriter Writer { get; }

    internal IReadOnlyList<SavedBlob> Blobs => _blobs;

    /// <summary>Writes bytes of any length under a name, for <see cref="TransformerReader.ReadBlob"/>.</summary>
    /// <param name="name">1 to 64 letters, digits, '_', '-' or '.', not starting with '.' or "Model."; unique in this transformer whatever its case.</param>
    /// <param name="write">Writes to a seekable stream, and leaves it open.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is not acceptable or not unique.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="write"/> closed the stream.</exception>
    public void WriteBlob(string name, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Claim(name);
        bool closed = false;
        try
        {
            _context.SaveBinaryStream(name, writer =>
            {
                Stream stream = writer.BaseStream;
                write(stream);
                closed = !stream.CanSeek;
                if (closed)
                    return; // ML.NET's own flush of the stream now throws.
                stream.Position = 0;
                _blobs.Add(new SavedBlob(name, stream.Length, SHA256.HashData(stream)));
            });
        }
        catch (ObjectDisposedException e) when (closed)
        {
            throw new InvalidOperationException($"The stream of blob '{name}' was closed by its writer. Leave it open (leaveOpen: true).", e);
        }
    }

    /// <summary>Writes another transformer, in-box or external, under a name, for <see cref="TransformerReader.ReadTransformer"/>.</summary>
    /// <param name="name">As for <see cref="WriteBlob"/>, and not the name of a blob.</param>
    /// <param name="transformer">The transformer.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is not acceptable or not unique.</exception>
    /// <exception cref="NotSupportedException"><paramref name="transformer"/> cannot be saved, or sub-models nest deeper than 32.</exception>
    public void WriteTransformer(string name, ITransformer transformer)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        Claim(name);
        _context.SaveModel(transformer, name);
    }

    private void Claim(string name)
    {
        SavedBlob.CheckName(name);
        if (!_names.Add(name))
            throw new ArgumentException($"The name '{name}' is already taken in this transformer.", nameof(name));
    }
}
