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
/// <para>
/// <see cref="Read"/> copies a tensor into memory of its own. <see cref="Map"/> hands out the file's pages: nothing is copied,
/// processes share them, and the system may evict them. As with every memory map, the file must then stay as it is: changed in
/// place, it changes the tensors; truncated, it ends the process (SIGBUS) when they are used. Replacing it by renaming, as
/// <see cref="Write(string, IEnumerable{KeyValuePair{string, Tensor}}, IReadOnlyDictionary{string, string}?)"/> does, and
/// deleting it are harmless (on Windows the system refuses both while a tensor lives).
/// </para>
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const int PieceBytes = 16 << 20;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly string _file;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsEntry> _entries;
    private readonly MappedFile? _map;
    private readonly Lock _reading = new();
    private bool _disposed;

    private SafetensorsFile(Stream stream, bool leaveOpen, string file, MemoryBudget budget)
    {
        _stream = stream;
        _leaveOpen = leaveOpen;
        _file = file;
        long start = stream.Position, available = stream.Length - start;
        byte[] json = ReadHeader(stream, available, file);
        _dataStart = start + sizeof(ulong) + json.Length;
        SafetensorsHeader.Contents header = SafetensorsHeader.Parse(file, json, available - sizeof(ulong) - json.Length, budget);
        Names = Array.AsReadOnly(Array.ConvertAll(header.Entries, static entry => entry.Name));
        Metadata = header.Metadata;
        _entries = header.ByName;
        _map = MappedFile.Of(stream);
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
    public static SafetensorsFile Open(string path) => Open(path, new MemoryBudget());

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
        return Open(stream, leaveOpen, (stream as FileStream)?.Name ?? "stream", new MemoryBudget());
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
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public Tensor Read(string name, Device? device = null)
    {
        SafetensorsEntry entry = this[name];
        TorchRuntime.EnsureAvailable();
        ScalarType type = ReadableType(entry);
        // Through the stream, not the map: a file that shrinks is then an exception, and what was read stays as it was.
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

    /// <summary>Reads one tensor into memory that is there already, converted to its type on the way.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="destination">Of the tensor's shape, contiguous, of any type and on any device. No more than 16 MB are taken beside it.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another shape, or is not contiguous.</exception>
    /// <exception cref="KeyNotFoundException">The file holds no tensor of that name.</exception>
    /// <exception cref="SafetensorsException">The type cannot be read, the file has shrunk, or BOOL data are not 0 and 1.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void ReadInto(string name, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        SafetensorsEntry entry = this[name];
        ScalarType type = ReadableType(entry);
        if (!destination.shape.AsSpan().SequenceEqual([.. entry.Shape]) || !destination.is_contiguous())
            throw new ArgumentException($"'{_file}': tensor '{name}' has shape [{string.Join(", ", entry.Shape)}]; the memory to read it into must be contiguous and of that shape, but has shape [{string.Join(", ", destination.shape)}].", nameof(destination));
        if (destination.dtype == type && destination.device_type == TorchSharp.DeviceType.CPU)
        {
            Fill(destination, entry);
            return;
        }
        using var scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor all = destination.view(-1);
        long count = all.numel(), step = Math.Min(count, PieceBytes * 8L / entry.Type.Bits);
        Tensor piece = empty([step], dtype: type, device: CPU);
        for (long first = 0; first < count; first += step)
        {
            using Tensor part = piece.narrow(0, 0, Math.Min(step, count - first));
            using Tensor place = all.narrow(0, first, part.shape[0]);
            Fill(part, entry, first * entry.Type.Bits / 8);
            place.copy_(part);
        }
    }

    /// <summary>Whether <see cref="Map"/> hands out the file's own pages for this tensor; it reads a copy where not.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>
    /// True where the data come from a file on disk (not from another kind of stream, such as one inside an ML.NET model), begin at
    /// a multiple of the element's size (the format does not promise it; writers that pad the header and sort by type give it), are
    /// not empty, and are not BOOL, whose bytes are checked and must not change afterwards.
    /// </returns>
    /// <exception cref="KeyNotFoundException">The file holds no tensor of that name.</exception>
    public bool CanMap(string name)
    {
        SafetensorsEntry entry = this[name];
        return _map is not null && entry.Type.Scalar is not (null or ScalarType.Bool) && entry.ByteCount > 0
            && (_dataStart + entry.Begin) % (entry.Type.Bits / 8) == 0;
    }

    /// <summary>A CPU tensor over the file's own pages where <see cref="CanMap"/> says so, else a copy as <see cref="Read"/> makes it.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>
    /// A tensor that needs no gradient and belongs to the caller's dispose scope. It outlives this object: the map stays until the
    /// last tensor over it is disposed. It may be written to: the page is copied for this process, and the file stays as it is.
    /// </returns>
    /// <remarks>
    /// Meant for weights that are only read. Torch counts changes per map, not per tensor: changing one mapped weight between a
    /// forward and its backward pass makes autograd refuse the others too. What the file must not suffer meanwhile, the type's
    /// remarks say.
    /// </remarks>
    /// <exception cref="KeyNotFoundException">The file holds no tensor of that name.</exception>
    /// <exception cref="SafetensorsException">The type cannot be read, the file has shrunk, or BOOL data are not 0 and 1.</exception>
    /// <exception cref="IOException">The system refuses the map, as it does for a file larger than memory and swap together.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public Tensor Map(string name)
    {
        if (!CanMap(name))
            return Read(name);
        SafetensorsEntry entry = this[name];
        TorchRuntime.EnsureAvailable();
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_stream.Length < _dataStart + entry.End)
                throw CutShort(entry, null);
            return _map!.View(_dataStart + entry.Begin, ReadableType(entry), entry.Type.Bits / 8, [.. entry.Shape]);
        }
    }

    /// <summary>Closes the file. Tensors already read or mapped stay valid.</summary>
    public void Dispose()
    {
        lock (_reading)
        {
            _disposed = true;
            _map?.Dispose();
            if (!_leaveOpen)
                _stream.Dispose();
        }
    }

    internal static SafetensorsFile Open(string path, MemoryBudget budget)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // No buffer: each read goes straight from the file's page to the tensor's memory.
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.RandomAccess);
        return Open(stream, leaveOpen: false, path, budget);
    }

    private static SafetensorsFile Open(Stream stream, bool leaveOpen, string file, MemoryBudget budget)
    {
        try
        {
            return new SafetensorsFile(stream, leaveOpen, file, budget);
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

    // From the byte of the entry that is given, counted from its first.
    private void Fill(Tensor tensor, SafetensorsEntry entry, long from = 0)
    {
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                _stream.Position = _dataStart + entry.Begin + from;
                TensorBytes.ForEachPiece(tensor, _stream.ReadExactly);
            }
            catch (EndOfStreamException exception)
            {
                throw CutShort(entry, exception);
            }
        }
        if (entry.Type.Scalar == ScalarType.Bool)
            TensorBytes.ForEachPiece(tensor, bytes => RequireBooleans(bytes, entry));
    }

    private SafetensorsException CutShort(SafetensorsEntry entry, Exception? exception) =>
        new($"'{_file}': tensor '{entry.Name}' is cut short: the file has shrunk since it was opened.", exception);

    private ScalarType ReadableType(SafetensorsEntry entry) => entry.Type.Scalar
        ?? throw new SafetensorsException($"'{_file}': tensor '{entry.Name}' has dtype {entry.DataType}, which cannot be read; these can: {SafetensorsDataType.Readable}.");

    private void RequireBooleans(ReadOnlySpan<byte> bytes, SafetensorsEntry entry)
    {
        if (bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
            throw new SafetensorsException($"'{_file}': tensor '{entry.Name}' of dtype BOOL holds bytes other than 0 and 1.");
    }
}
