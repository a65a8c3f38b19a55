using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace ResearchML.Torch;

/// <summary>Writes the files of a <see cref="SafetensorsFolder"/> so that the folder always opens as the old set or as the new one.</summary>
/// <remarks>
/// What a reader opens is decided by one name: <c>model.safetensors</c> if it is there, else the index. So each change from one
/// set to the other is one rename or one removal, done when all that it exposes is in place:
/// to a single file, its rename; from a single file to shards, its removal; from shards to another number of shards, the rename
/// of the index. Shards that replace as many shards have the same names, and renamed one by one they would be read mixed: the
/// index then first points to passing names, and to the lasting ones once these are second names (hard links) of the same files.
/// </remarks>
internal sealed partial class SafetensorsFolderWriter
{
    private readonly record struct Shard(string Name, string Passing, List<KeyValuePair<string, Tensor>> Tensors);

    private readonly string _folder;
    private readonly IReadOnlyDictionary<string, string>? _metadata;
    private readonly List<Shard> _shards = [];
    private readonly long _totalBytes;
    private readonly string _id = Guid.NewGuid().ToString("N");
    private bool _passingAreNamed;

    /// <summary>Divides the tensors; writes nothing yet.</summary>
    /// <exception cref="ArgumentException">A name or a type cannot be written.</exception>
    public SafetensorsFolderWriter(string folder, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata, long maximumShardBytes)
    {
        _folder = folder;
        _metadata = metadata;
        List<KeyValuePair<string, Tensor>> all = [.. tensors];
        _ = new SafetensorsWriter(all, metadata); // Checks the names of all shards together, before anything is written.
        var groups = new List<List<KeyValuePair<string, Tensor>>> { new() };
        long inShard = 0;
        foreach (KeyValuePair<string, Tensor> item in all)
        {
            long bytes = item.Value.numel() * item.Value.element_size();
            if (groups[^1].Count > 0 && bytes > maximumShardBytes - inShard)
            {
                groups.Add([]);
                inShard = 0;
            }
            groups[^1].Add(item);
            inShard += bytes;
            _totalBytes += bytes;
        }
        for (int i = 0; i < groups.Count; i++)
        {
            string number = string.Create(CultureInfo.InvariantCulture, $"{i + 1:D5}-of-{groups.Count:D5}");
            string name = groups.Count == 1 ? SafetensorsFolder.SingleFileName : $"model-{number}.safetensors";
            _shards.Add(new Shard(name, $"model-{_id}-{number}.safetensors", groups[i]));
        }
    }

    /// <summary>Called after each change to the folder with a word for it; tests look at the folder then.</summary>
    public Action<string> AfterStep { get; init; } = static _ => { };

    private bool IsSingle => _shards.Count == 1;

    /// <summary>Writes the files and removes those of an earlier set.</summary>
    public void Write()
    {
        Directory.CreateDirectory(_folder);
        try
        {
            foreach (Shard shard in _shards)
                WriteFile(Temporary(shard.Name), stream => new SafetensorsWriter(shard.Tensors, _metadata).WriteTo(stream));
            if (IsSingle)
                Move(Temporary(_shards[0].Name), _shards[0].Name);
            else if (!Exists(SafetensorsFolder.SingleFileName) && Exists(SafetensorsFolder.IndexFileName) && _shards.Exists(shard => Exists(shard.Name)))
                ReplaceNamesakes();
            else
                PublishShards();
        }
        catch
        {
            foreach (string path in Directory.GetFiles(_folder, $"*.{_id}.tmp"))
                File.Delete(path);
            if (!_passingAreNamed)
                _shards.ForEach(shard => File.Delete(Full(shard.Passing)));
            throw;
        }
        RemoveStale();
    }

    private void PublishShards()
    {
        foreach (Shard shard in _shards)
            Move(Temporary(shard.Name), shard.Name);
        WriteIndex(static shard => shard.Name);
        PublishIndex();
        Delete(SafetensorsFolder.SingleFileName);
    }

    private void ReplaceNamesakes()
    {
        foreach (Shard shard in _shards)
            Move(Temporary(shard.Name), shard.Passing);
        WriteIndex(static shard => shard.Passing);
        _passingAreNamed = true; // From here on they are not to be cleared away, whatever fails.
        PublishIndex();
        foreach (Shard shard in _shards)
        {
            Delete(shard.Name);
            if (!HardLink.TryCreate(Full(shard.Passing), Full(shard.Name)))
                File.Move(Full(shard.Passing), Full(shard.Name));
            AfterStep($"link {shard.Name}");
        }
        WriteIndex(static shard => shard.Name);
        PublishIndex();
    }

    // By pattern, so that what an interrupted save left goes too, and nothing that is not a save's.
    private void RemoveStale()
    {
        var current = _shards.Select(static shard => shard.Name).ToHashSet(StringComparer.Ordinal);
        if (IsSingle)
            Delete(SafetensorsFolder.IndexFileName); // Before the shards that it names.
        foreach (string path in Directory.GetFiles(_folder, "model*"))
        {
            string name = Path.GetFileName(path);
            if (!current.Contains(name) && Written().IsMatch(name))
                Delete(name);
        }
    }

    private void PublishIndex() => Move(Temporary(SafetensorsFolder.IndexFileName), SafetensorsFolder.IndexFileName);

    private void WriteIndex(Func<Shard, string> nameOf) =>
        WriteFile(Temporary(SafetensorsFolder.IndexFileName), stream =>
        {
            // Two spaces and sorted names, as Hugging Face writes it.
            using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                json.WriteStartObject();
                json.WriteStartObject("metadata");
                json.WriteNumber("total_size", _totalBytes);
                json.WriteEndObject();
                json.WriteStartObject("weight_map");
                foreach ((string tensor, string shard) in _shards.SelectMany(shard => shard.Tensors.Select(item => (item.Key, nameOf(shard)))).OrderBy(static line => line.Key, StringComparer.Ordinal))
                    json.WriteString(tensor, shard);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            stream.WriteByte((byte)'\n');
        });

    private void WriteFile(string name, Action<Stream> write)
    {
        using (var stream = new FileStream(Full(name), FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        AfterStep($"write {name}");
    }

    private void Move(string from, string to)
    {
        File.Move(Full(from), Full(to), overwrite: true);
        AfterStep($"move to {to}");
    }

    private void Delete(string name)
    {
        File.Delete(Full(name));
        AfterStep($"delete {name}");
    }

    private string Temporary(string name) => $"{name}.{_id}.tmp";

    private string Full(string name) => Path.Combine(_folder, name);

    private bool Exists(string name) => File.Exists(Full(name));

    // Shards, passing shards, and temporary files of shards, of the single file and of the index.
    [GeneratedRegex(@"\Amodel(-([0-9a-f]{32}-)?[0-9]{5,}-of-[0-9]{5,}\.safetensors|(-[0-9]{5,}-of-[0-9]{5,})?\.safetensors(\.index\.json)?\.[0-9a-f]{32}\.tmp)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
