using System.Globalization;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace ResearchML.Torch;

/// <summary>The pages of an open file as Torch memory: copied nowhere, shared between processes, evicted and read again by the system.</summary>
/// <remarks>Mapped privately: writing to a tensor copies the page for this process and leaves the file as it is.</remarks>
internal sealed class MappedFile : IDisposable
{
    private readonly FileStream _file;
    // One map per element type, since TorchSharp 0.107 has no view of a tensor as another type. They take addresses, not
    // memory: maps of one file share its pages, and next to all files hold one type of weights.
    private readonly Dictionary<ScalarType, Tensor> _maps = [];

    private MappedFile(FileStream file) => _file = file;

    /// <summary>A map of the stream's file, made when the first tensor is asked for; null where the stream is not exactly a file on disk.</summary>
    public static MappedFile? Of(Stream stream) =>
        // A class derived from FileStream may decrypt or count; what its bytes are, only its Read knows.
        stream.GetType() == typeof(FileStream) && Path.IsPathFullyQualified(((FileStream)stream).Name) ? new MappedFile((FileStream)stream) : null;

    /// <summary>A tensor over a part of the file; the map stays for as long as any such tensor lives.</summary>
    /// <param name="offset">First byte in the file, a multiple of the element's size.</param>
    /// <param name="type">Element type.</param>
    /// <param name="elementBytes">Size of an element in bytes.</param>
    /// <param name="shape">Elements per dimension, each over 0.</param>
    /// <exception cref="IOException">The system refuses the map.</exception>
    public Tensor View(long offset, ScalarType type, int elementBytes, long[] shape)
    {
        if (!_maps.TryGetValue(type, out Tensor? whole))
            _maps.Add(type, whole = Map(type, elementBytes));
        using Tensor part = whole.narrow(0, offset / elementBytes, shape.Aggregate(1L, static (count, size) => count * size));
        return part.view(shape);
    }

    /// <summary>Lets go of the maps; tensors over one keep it.</summary>
    public void Dispose()
    {
        foreach (Tensor map in _maps.Values)
            map.Dispose();
        _maps.Clear();
    }

    private Tensor Map(ScalarType type, int elementBytes)
    {
        try
        {
            return from_file(NameOfHandle(), shared: false, size: _file.Length / elementBytes, dtype: type, device: CPU).DetachFromDisposeScope();
        }
        catch (ExternalException exception)
        {
            throw new IOException($"'{_file.Name}' cannot be mapped into memory; read its tensors instead. The system says: {exception.Message}", exception);
        }
    }

    // Another file may stand under the name by now, since writers rename: what the header was read from is the open handle.
    // Windows has no such name and lets nobody rename over an open file.
    private string NameOfHandle() => OperatingSystem.IsWindows()
        ? _file.Name
        : string.Create(CultureInfo.InvariantCulture, $"{(OperatingSystem.IsLinux() ? "/proc/self/fd" : "/dev/fd")}/{_file.SafeFileHandle.DangerousGetHandle()}");
}
