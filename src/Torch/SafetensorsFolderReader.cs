using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ResearchML.Torch;

/// <summary>Opens the files of a <see cref="SafetensorsFolder"/> against one budget of memory and checks that they agree.</summary>
internal sealed class SafetensorsFolderReader(string folder)
{
    /// <summary>Each shard takes a file handle. 1000 shards of 5 GB are far over any model there is.</summary>
    public const int MaxShards = 1000;

    private const int ShardCost = 3000, TensorCost = 64; // Bytes of our objects and tables, measured and rounded up.
    private const int Seen = int.MinValue; // Set in a place once the index has named the tensor.

    private readonly MemoryBudget _budget = new();

    /// <summary>Opens the one file of an undivided set.</summary>
    /// <exception cref="SafetensorsException">The file breaks the format.</exception>
    public SafetensorsFolder OpenSingle(string path) => Open(path, [path], static _ => { });

    /// <summary>Opens the shards that an index names.</summary>
    /// <exception cref="SafetensorsException">The index or a shard breaks its format, or they disagree.</exception>
    public SafetensorsFolder OpenShards(string index)
    {
        byte[] json = ReadIndex(index);
        var known = new HashSet<string>(StringComparer.Ordinal);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        SafetensorsIndex.ForEachLine(index, json, _budget, (tensor, shard) =>
        {
            if (lookup.Contains(shard))
                return;
            string name = shard.ToString();
            if (known.Count == MaxShards)
                throw new SafetensorsException($"'{index}': weight_map names more than {MaxShards} files.");
            if (!_budget.TryTake(ShardCost + 4L * folder.Length))
                throw new SafetensorsException($"'{index}': weight_map names more files than sets of this size have use for.");
            if (!File.Exists(Path.Combine(folder, name)))
                throw new SafetensorsException($"'{index}': weight_map: tensor '{SafetensorsHeader.Clip(tensor.ToString())}' stands in the file '{name}', which is not in the folder.");
            known.Add(name);
        });
        if (known.Count == 0)
            throw new SafetensorsException($"'{index}': weight_map is empty; expected the file of each tensor.");
        string[] names = [.. known.Order(StringComparer.Ordinal)];
        return Open(index, Array.ConvertAll(names, name => Path.Combine(folder, name)), places =>
        {
            Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> byName = places.GetAlternateLookup<ReadOnlySpan<char>>();
            SafetensorsIndex.ForEachLine(index, json, _budget, (tensor, shard) =>
            {
                ref int place = ref CollectionsMarshal.GetValueRefOrNullRef(byName, tensor);
                if (Unsafe.IsNullRef(ref place))
                    throw Disagrees(index, tensor, shard, "is in none of the files");
                if (place < 0)
                    throw Disagrees(index, tensor, shard, "is listed twice");
                if (!shard.SequenceEqual(names[place]))
                    throw Disagrees(index, tensor, shard, $"is in '{names[place]}'");
                place |= Seen;
            });
            foreach (string name in places.Keys)
                CollectionsMarshal.GetValueRefOrNullRef(places, name) &= ~Seen;
        });
    }

    private static SafetensorsException Disagrees(string index, ReadOnlySpan<char> tensor, ReadOnlySpan<char> shard, string problem) =>
        new($"'{index}': weight_map: tensor '{SafetensorsHeader.Clip(tensor.ToString())}' should stand in the file '{shard}', but {problem}.");

    private SafetensorsFolder Open(string list, string[] paths, Action<Dictionary<string, int>> check)
    {
        var files = new SafetensorsFile[paths.Length];
        try
        {
            for (int i = 0; i < paths.Length; i++)
                files[i] = SafetensorsFile.Open(paths[i], _budget);
            Dictionary<string, int> places = PlacesOf(paths, files);
            check(places);
            return new SafetensorsFolder(list, paths, files, places);
        }
        catch
        {
            foreach (SafetensorsFile? file in files)
                file?.Dispose();
            throw;
        }
    }

    private Dictionary<string, int> PlacesOf(string[] paths, SafetensorsFile[] files)
    {
        int count = files.Sum(static file => file.Names.Count);
        if (!_budget.TryTake((long)TensorCost * count))
            throw new SafetensorsException($"'{paths[0]}': the header and those of the other {paths.Length - 1} files list more names than files of this size have use for.");
        var places = new Dictionary<string, int>(count, StringComparer.Ordinal);
        for (int i = 0; i < files.Length; i++)
        {
            foreach (string name in files[i].Names)
            {
                if (!places.TryAdd(name, i))
                    throw new SafetensorsException($"'{paths[i]}': tensor '{SafetensorsHeader.Clip(name)}' is also in '{Path.GetFileName(paths[places[name]])}'; expected each in one file.");
            }
        }
        return places;
    }

    private static byte[] ReadIndex(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (stream.Length > SafetensorsIndex.MaxBytes)
            throw new SafetensorsException($"'{path}': the index has {stream.Length} bytes; at most {SafetensorsIndex.MaxBytes} are expected.");
        byte[] json = new byte[stream.Length];
        stream.ReadExactly(json);
        return json;
    }
}
