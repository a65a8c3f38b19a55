using System.Buffers.Binary;
using static TorchSharp.torch;

namespace ResearchML.Torch;

/// <summary>Named tensors in the safetensors format: a JSON header with names, types, shapes and offsets, then raw data.</summary>
/// <remarks>
/// <para>
/// Format: https://github.com/huggingface/safetensors. <see cref="Open(string)"/> reads and checks the header only; a tensor's
/// data are read when asked for. Files are untrusted input: whatever they hold, opening and reading allocates no more than the
/// file's size plus 1 MB on the managed heap, and then the tensor itself.
/// </para>
/// <para>
/// Stricter than the reference implementation: unknown fields of a tensor, more than 64 dimensions, and BOOL data other than 0
/// and 1 (undefined behaviour in libtorch) are refused, and the bound on memory refuses files of thousands of next to empty
/// tensors (beyond 2,000 or so, they must hold 400 bytes each on average). Reads from several threads are safe and take turns.
/// </para>
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly string _file;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsEntry> _entries;
    private readonly Lock _reading = new();

    private SafetensorsFile(Stream stream, bool leaveOpen, string file)
    {
        _stream = stream;
        _leaveOpen = leaveOpen;
        _file = file;
        long start = stream.Position, available = stream.Length - start;
        byte[] json = ReadHeader(stream, available, file);
        _dataStart = start + sizeof(ulong) + json.Length;
        SafetensorsHeader.Contents header = SafetensorsHeader.Parse(file, json, available - sizeof(ulong) - json.Length);
        Names = Array.AsReadOnly(Array.ConvertAll(header.Entries, static entry => entry.Name));
        Metadata = header.Metadata;
        _entries = header.ByName;
    }

    /// <summary>Names of the tensors, in the order of their data.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The header's <c>__metadata__</c>; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Type, shape and size of one tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="KeyNotFoundException">The file holds no tensor of that name.</exception>
    public SafetensorsEntry this[string name] => _entries.TryGetValue(name, out SafetensorsEntry? entry)
        ? entry
        : throw new KeyNotFoundException($"'{_file}' holds no tensor '{name}'. It holds {Names.Count}: {string.Join(", ", Names.Take(5))}{(Names.Count > 5 ? ", ..." : "")}.");

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file; dispose it to close it.</returns>
    /// <exception cref="SafetensorsException">The file breaks the format.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // No buffer: each read goes straight from the file's page to the tensor's memory.
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.RandomAccess);
        return Open(stream, leaveOpen: false, path);
    }

    /// <summary>Opens safetensors data inside a stream, from its position to its end, and checks the header.</summary>
    /// <param name="stream">Readable and seekable; not to be used by others until this file is disposed.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this file is disposed or fails to open; default false.</param>
    /// <returns>The open file.</returns>
    /// <exception cref="ArgumentException">The stream cannot read or seek.</exception>
    /// <exception cref="SafetensorsException">The data break the format.</exception>
    public static SafetensorsFile Open(Stream stream, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead || !stream.CanSeek)
            throw new ArgumentException("The stream must be readable and seekable.", nameof(stream));
        return Open(stream, leaveOpen, (stream as FileStream)?.Name ?? "stream");
    }

    /// <summary>Writes tensors to a file that appears whole or not at all.</summary>
    /// <param name="path">The file; an existing one is replaced once the new one is on disk.</param>
    /// <param name="tensors">Name and tensor; on any device, contiguous or not. They are not changed and not disposed.</param>
    /// <param name="metadata">Strings for the header; null for none.</param>
    /// <remarks>The same tensors and metadata give the same bytes: sorted by element size, largest first, then by name.</remarks>
    /// <exception cref="ArgumentException">A name comes twice, is <c>__metadata__</c>, or a tensor's type has no place in the format.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        TorchRuntime.EnsureAvailable();
        var writer = new SafetensorsWriter(tensors, metadata);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                writer.WriteTo(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes tensors to a stream, from its position on.</summary>
    /// <param name="stream">Writable; it need not seek, and stays open.</param>
    /// <param name="tensors">Name and tensor; on any device, contiguous or not. They are not changed and not disposed.</param>
    /// <param name="metadata">Strings for the header; null for none.</param>
    /// <exception cref="ArgumentException">A name comes twice, is <c>__metadata__</c>, or a tensor's type has no place in the format.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        TorchRuntime.EnsureAvailable();
        new SafetensorsWriter(tensors, metadata).WriteTo(stream);
    }

    /// <summary>Whether the file holds a tensor of that name.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="device">Where the tensor is made; null for the CPU.</param>
    /// <returns>
    /// A new tensor that needs no gradient. It belongs to the caller's dispose scope, as any new tensor does: detach what is to
    /// outlive that scope.
    /// </returns>
    /// <exception cref="KeyNotFoundException">The file holds no tensor of that name.</exception>
    /// <exception cref="SafetensorsException">The type cannot be read, the file has shrunk, or BOOL data are not 0 and 1.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public Tensor Read(string name, Device? device = null)
    {
        SafetensorsEntry entry = this[name];
        TorchRuntime.EnsureAvailable();
        ScalarType type = entry.Type.Scalar
            ?? throw new SafetensorsException($"'{_file}': tensor '{name}' has dtype {entry.DataType}, which cannot be read; these can: {SafetensorsDataType.Readable}.");
        Tensor tensor = empty([.. entry.Shape], dtype: type, device: CPU);
        try
        {
            Fill(tensor, entry);
            if (device is null || device.type == TorchSharp.DeviceType.CPU)
                return tensor;
            Tensor moved = tensor.to(device);
            tensor.Dispose();
            return moved;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file. Tensors already read stay valid.</summary>
    public void Dispose()
    {
        if (!_leaveOpen)
            _stream.Dispose();
    }

    private static SafetensorsFile Open(Stream stream, bool leaveOpen, string file)
    {
        try
        {
            return new SafetensorsFile(stream, leaveOpen, file);
        }
        catch
        {
            if (!leaveOpen)
                stream.Dispose();
            throw;
        }
    }

    private static byte[] ReadHeader(Stream stream, long available, string file)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        if (available < prefix.Length)
            throw new SafetensorsException($"'{file}': {available} bytes are too few for the header's length, which takes {prefix.Length}.");
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)(available - prefix.Length))
            throw new SafetensorsException($"'{file}': the header's length, {length} bytes, leads past the end of the file, which has {available}.");
        if (length > SafetensorsHeader.MaxBytes)
            throw new SafetensorsException($"'{file}': the header's length, {length} bytes, is over the format's limit of {SafetensorsHeader.MaxBytes}.");
        byte[] json = new byte[(int)length];
        stream.ReadExactly(json);
        return json;
    }

    private void Fill(Tensor tensor, SafetensorsEntry entry)
    {
        lock (_reading)
        {
            try
            {
                _stream.Position = _dataStart + entry.Begin;
                TensorBytes.ForEachPiece(tensor, _stream.ReadExactly);
            }
            catch (EndOfStreamException exception)
            {
                throw new SafetensorsException($"'{_file}': tensor '{entry.Name}' is cut short: the file has shrunk since it was opened.", exception);
            }
        }
        if (entry.Type.Scalar == ScalarType.Bool)
            TensorBytes.ForEachPiece(tensor, bytes => RequireBooleans(bytes, entry));
    }

    private void RequireBooleans(ReadOnlySpan<byte> bytes, SafetensorsEntry entry)
    {
        if (bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
            throw new SafetensorsException($"'{_file}': tensor '{entry.Name}' of dtype BOOL holds bytes other than 0 and 1.");
    }
}
