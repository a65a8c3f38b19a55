using System.Collections.ObjectModel;
using static TorchSharp.torch;

namespace ResearchML.Torch;

/// <summary>The weights of a folder in Hugging Face's layout as one set of named tensors: one file, or shards and their index.</summary>
/// <remarks>
/// <para>
/// <see cref="Open(string)"/> takes <c>model.safetensors</c> where there is one, and else every shard that
/// <c>model.safetensors.index.json</c> names; with both present the single file wins, as in Hugging Face's transformers. Headers
/// are read and checked at once, data when asked for. All files stay open until this object is disposed.
/// </para>
/// <para>
/// The index is untrusted input, as the shards are: opening allocates no more than the files' sizes plus 1 MB. A shard's name must
/// be the plain name of a file in the folder that ends in <c>.safetensors</c>. A link that stands under such a name is followed, wherever it leads: Hugging Face's
/// cache consists of links, and what links a folder holds is its owner's doing, not the index's.
/// </para>
/// <para>
/// Each tensor that the index names must be in the shard it names, and no tensor in two shards. A tensor in a shard that the index
/// does not name belongs to the set, as it does for transformers, which takes from the index only which files to open.
/// </para>
/// </remarks>
public sealed class SafetensorsFolder : IDisposable
{
    /// <summary>Name of the one file of an undivided set: <c>model.safetensors</c>.</summary>
    public const string SingleFileName = "model.safetensors";

    /// <summary>Name of the list of shards: <c>model.safetensors.index.json</c>.</summary>
    public const string IndexFileName = "model.safetensors.index.json";

    /// <summary>Most tensor data in one shard that <see cref="Write"/> makes unless told otherwise, in bytes: 5 GB, as in Hugging Face's hub library.</summary>
    public const long DefaultMaximumShardBytes = 5_000_000_000;

    private readonly SafetensorsFile[] _files;
    private readonly Dictionary<string, int> _places;

    internal SafetensorsFolder(string list, string[] paths, SafetensorsFile[] files, Dictionary<string, int> places)
    {
        Source = list;
        Files = Array.AsReadOnly(paths);
        _files = files;
        _places = places;
        Names = files is [SafetensorsFile single] ? single.Names : AllNames(files, places.Count);
    }

    /// <summary>Names of the tensors: file by file in the order of <see cref="Files"/>, in each the order of its data.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Path of what lists the tensors, the single file or the index, for messages.</summary>
    public string Source { get; }

    /// <summary>Paths of the files that hold the tensors, in the order of their names.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The <c>__metadata__</c> of the first file, which writers repeat in each; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _files[0].Metadata;

    /// <summary>Type, shape and size of one tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="KeyNotFoundException">The set holds no tensor of that name.</exception>
    public SafetensorsEntry this[string name] => Holder(name)[name];

    /// <summary>Opens a folder's weights and checks index and headers.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The open set; dispose it to close its files.</returns>
    /// <exception cref="SafetensorsException">The index or a file breaks its format, or they disagree. The message names the file.</exception>
    /// <exception cref="FileNotFoundException">The folder has neither <c>model.safetensors</c> nor an index, or does not exist.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static SafetensorsFolder Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string single = Path.Combine(folder, SingleFileName), index = Path.Combine(folder, IndexFileName);
        if (File.Exists(single))
            return new SafetensorsFolderReader(folder).OpenSingle(single);
        if (File.Exists(index))
            return new SafetensorsFolderReader(folder).OpenShards(index);
        throw new FileNotFoundException($"'{folder}' holds neither '{SingleFileName}' nor '{IndexFileName}': there are no safetensors weights to open.", single);
    }

    /// <summary>Opens safetensors data inside a stream as the only file of a set: see <see cref="SafetensorsFile.Open(Stream, bool)"/>.</summary>
    /// <param name="stream">Readable and seekable; not to be used by others until this set is disposed.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this set is disposed or fails to open; default false.</param>
    /// <exception cref="ArgumentException">The stream cannot read or seek.</exception>
    /// <exception cref="SafetensorsException">The data break the format.</exception>
    public static SafetensorsFolder Open(Stream stream, bool leaveOpen = false)
    {
        SafetensorsFile file = SafetensorsFile.Open(stream, leaveOpen);
        return new SafetensorsFolder(SingleFileName, [SingleFileName], [file], file.Names.ToDictionary(name => name, _ => 0, StringComparer.Ordinal));
    }

    /// <summary>Writes a folder's weights: one file where they fit, else shards and an index, under Hugging Face's names.</summary>
    /// <param name="folder">The folder, made where it does not exist.</param>
    /// <param name="tensors">Name and tensor; on any device, contiguous or not. They are not changed and not disposed, and no more than one is copied at a time.</param>
    /// <param name="metadata">Strings for the header of every file; null for none.</param>
    /// <param name="maximumShardBytes">Most tensor data in one file, in bytes, over 0; default <see cref="DefaultMaximumShardBytes"/>. A tensor larger than that gets a shard of its own.</param>
    /// <remarks>
    /// <para>
    /// Tensors fill the shards in the order given. The same tensors in the same order with the same metadata give the same bytes.
    /// </para>
    /// <para>
    /// All new files are first written under temporary names and then renamed. Whenever the process is killed, the folder opens as
    /// the old set or as the new one, never as a mixture; what else lies about then (temporary files, a set that is no longer or
    /// not yet named) the next call removes. One case is weaker: where shards replace as many shards on a file system without hard
    /// links, a kill between the last renames leaves the new shards whole but an index that does not name them all, which is
    /// refused. After a power cut it depends on the file system in which order renames reached the disk.
    /// </para>
    /// <para>
    /// Weights of an earlier save are removed, by name and nothing else: <c>model.safetensors</c>, its index, and
    /// <c>model-NNNNN-of-NNNNN.safetensors</c>. Two writers must not share a folder.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentException">A name comes twice, is <c>__metadata__</c>, or a tensor's type has no place in the format. Nothing was written.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumShardBytes"/> is not over 0.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public static void Write(string folder, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null, long maximumShardBytes = DefaultMaximumShardBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumShardBytes);
        TorchRuntime.EnsureAvailable();
        new SafetensorsFolderWriter(folder, tensors, metadata, maximumShardBytes).Write();
    }

    /// <summary>Whether the set holds a tensor of that name.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => _places.ContainsKey(name);

    /// <summary>Path of the file that holds a tensor, for messages.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="KeyNotFoundException">The set holds no tensor of that name.</exception>
    public string FileOf(string name) => Files[Place(name)];

    /// <summary>Reads one tensor: see <see cref="SafetensorsFile.Read"/>.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="device">Where the tensor is made; null for the CPU.</param>
    /// <returns>A new tensor in the caller's dispose scope.</returns>
    /// <exception cref="KeyNotFoundException">The set holds no tensor of that name.</exception>
    /// <exception cref="SafetensorsException">The type cannot be read, the file has shrunk, or BOOL data are not 0 and 1.</exception>
    /// <exception cref="ObjectDisposedException">The set is closed.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public Tensor Read(string name, Device? device = null) => Holder(name).Read(name, device);

    /// <summary>Reads one tensor into memory that is there already: see <see cref="SafetensorsFile.ReadInto"/>.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="destination">Of the tensor's shape, contiguous, of any type and on any device.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another shape, or is not contiguous.</exception>
    /// <exception cref="KeyNotFoundException">The set holds no tensor of that name.</exception>
    /// <exception cref="SafetensorsException">The type cannot be read, the file has shrunk, or BOOL data are not 0 and 1.</exception>
    /// <exception cref="ObjectDisposedException">The set is closed.</exception>
    public void ReadInto(string name, Tensor destination) => Holder(name).ReadInto(name, destination);

    /// <summary>Whether <see cref="Map"/> hands out the file's own pages: see <see cref="SafetensorsFile.CanMap"/>.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="KeyNotFoundException">The set holds no tensor of that name.</exception>
    public bool CanMap(string name) => Holder(name).CanMap(name);

    /// <summary>A CPU tensor over the file's own pages where that can be, else a copy: see <see cref="SafetensorsFile.Map"/>.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>A tensor in the caller's dispose scope that outlives this object.</returns>
    /// <exception cref="KeyNotFoundException">The set holds no tensor of that name.</exception>
    /// <exception cref="SafetensorsException">The type cannot be read, the file has shrunk, or BOOL data are not 0 and 1.</exception>
    /// <exception cref="IOException">The system refuses the map.</exception>
    /// <exception cref="ObjectDisposedException">The set is closed.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public Tensor Map(string name) => Holder(name).Map(name);

    /// <summary>Closes the files. Tensors already read or mapped stay valid.</summary>
    public void Dispose()
    {
        foreach (SafetensorsFile file in _files)
            file.Dispose();
    }

    // Sized beforehand: a list that grows would cost twice what the names take.
    private static ReadOnlyCollection<string> AllNames(SafetensorsFile[] files, int count)
    {
        var names = new string[count];
        int next = 0;
        foreach (SafetensorsFile file in files)
        {
            foreach (string name in file.Names)
                names[next++] = name;
        }
        return Array.AsReadOnly(names);
    }

    private SafetensorsFile Holder(string name) => _files[Place(name)];

    private int Place(string name) => _places.TryGetValue(name, out int place)
        ? place
        : throw new KeyNotFoundException($"'{Source}' holds no tensor '{name}'. It holds {Names.Count}: {string.Join(", ", Names.Take(5))}{(Names.Count > 5 ? ", ..." : "")}.");
}
