using System.Text;
using static TorchSharp.torch;

namespace ResearchML.Torch.Tests;

[TestClass]
public sealed class SafetensorsFolderTests
{
    private const string Index = "model.safetensors.index.json";
    private const string Good = """{"metadata":{"total_size":3},"weight_map":{"a":"1.safetensors","b":"2.safetensors","c":"2.safetensors"}}""";

    [TestMethod]
    public void Shards_made_by_hand_are_one_set()
    {
        using TemporaryFolder folder = TwoShards(Good);
        using SafetensorsFolder set = SafetensorsFolder.Open(folder.FullPath);
        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, set.Names.ToArray());
        CollectionAssert.AreEqual(new[] { folder["1.safetensors"], folder["2.safetensors"] }, set.Files.ToArray());
        Assert.AreEqual(folder["2.safetensors"], set.FileOf("c"));
        Assert.AreEqual("pt", set.Metadata["format"]);
        Assert.AreEqual("U8", set["b"].DataType);
        Assert.IsTrue(set.Contains("b"));
        Assert.IsFalse(set.Contains("B"));
        using Tensor c = set.Read("c", CPU), b = set.Map("b");
        Assert.AreEqual(9, c.item<byte>());
        Assert.AreEqual(8, b.item<byte>());
        Assert.IsTrue(set.CanMap("b"));
    }

    [TestMethod]
    public void The_single_file_wins_over_an_index()
    {
        using TemporaryFolder folder = TwoShards("not even JSON");
        folder.Write("model.safetensors", SafetensorsBytes.Of("""{"s":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 1));
        using SafetensorsFolder set = SafetensorsFolder.Open(folder.FullPath);
        CollectionAssert.AreEqual(new[] { "s" }, set.Names.ToArray());
        CollectionAssert.AreEqual(new[] { folder["model.safetensors"] }, set.Files.ToArray());
    }

    [TestMethod]
    public void A_tensor_that_the_index_does_not_name_belongs_to_the_set()
    {
        using TemporaryFolder folder = TwoShards("""{"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}""");
        using SafetensorsFolder set = SafetensorsFolder.Open(folder.FullPath);
        Assert.IsTrue(set.Contains("c"));
    }

    [TestMethod]
    public void Links_of_Hugging_Faces_cache_are_followed()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Links need a privilege on Windows.");
        using TemporaryFolder cache = new(), made = TwoShards(Good);
        foreach (string name in new[] { "1.safetensors", "2.safetensors", Index })
        {
            cache.Write($"blobs/hash-of-{name}", File.ReadAllBytes(made[name]));
            Directory.CreateDirectory(cache["snapshots/rev"]);
            File.CreateSymbolicLink(cache[$"snapshots/rev/{name}"], $"../../blobs/hash-of-{name}");
        }
        using SafetensorsFolder set = SafetensorsFolder.Open(cache["snapshots/rev"]);
        using Tensor a = set.Map("a");
        Assert.AreEqual(7, a.item<byte>());
    }

    [TestMethod]
    [DataRow("", "the index is not valid JSON")]
    [DataRow("[]", "the index is an array; expected an object")]
    [DataRow("{}", "weight_map is missing")]
    [DataRow("{\"weight_map\":{}}", "weight_map is empty")]
    [DataRow("{\"weight_map\":[]}", "weight_map is an array; expected an object")]
    [DataRow("{\"weight_map\":null}", "weight_map is null; expected an object")]
    [DataRow("""{"weight_map":{"a":"1.safetensors"},"weight_map":{"a":"1.safetensors"}}""", "weight_map is listed twice")]
    [DataRow("""{"metadata":{},"metadata":{},"weight_map":{"a":"1.safetensors"}}""", "metadata is listed twice")]
    [DataRow("""{"metadata":3,"weight_map":{"a":"1.safetensors"}}""", "metadata is a number; expected an object")]
    [DataRow("""{"weight_map":{"a":1}}""", "tensor 'a' stands in a number; expected a file's name")]
    [DataRow("""{"weight_map":{"a":{"b":"1.safetensors"}}}""", "tensor 'a' stands in an object; expected a file's name")]
    [DataRow("""{"weight_map":{"a":"1.safetensors","a":"1.safetensors"}}""", "tensor 'a' should stand in the file '1.safetensors', but is listed twice")]
    [DataRow("""{"weight_map":{"a":"2.safetensors","b":"2.safetensors"}}""", "tensor 'a' should stand in the file '2.safetensors', but is in none of the files")]
    [DataRow("""{"weight_map":{"a":"2.safetensors","b":"1.safetensors"}}""", "tensor 'a' should stand in the file '2.safetensors', but is in '1.safetensors'")]
    [DataRow("""{"weight_map":{"a":"3.safetensors"}}""", "tensor 'a' stands in the file '3.safetensors', which is not in the folder")]
    [DataRow("""{"weight_map":{"a":"1.safetensors"}} x""", "not valid JSON")]
    [DataRow("""{"weight_map":{"a":"1.safetensors"}""", "not valid JSON")]
    [DataRow("""{"weight_map":{"\ud800":"1.safetensors"}}""", "not valid JSON")]
    public void An_index_that_breaks_a_rule_is_refused_with_the_rule(string index, string message)
    {
        using TemporaryFolder folder = TwoShards(index);
        AssertRefused(folder, Index, message);
    }

    [TestMethod]
    [DataRow("../1.safetensors")]
    [DataRow("sub/1.safetensors")]
    [DataRow("sub\\\\1.safetensors")]
    [DataRow("..\\\\1.safetensors")]
    [DataRow("/etc/passwd")]
    [DataRow("./1.safetensors")]
    [DataRow("C:1.safetensors")]
    [DataRow("1.safetensors:stream")]
    [DataRow("..")]
    [DataRow(".")]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow("1.safetensors\\u0000.txt")]
    [DataRow("1.safetensors\\n")]
    [DataRow("model.safetensors.index.json")]
    [DataRow("1.SAFETENSORS")]
    [DataRow("\\u002e\\u002e\\u002f1.safetensors")]
    public void A_shard_name_that_could_leave_the_folder_is_refused(string name)
    {
        using TemporaryFolder folder = TwoShards($$$"""{"weight_map":{"a":"{{{name}}}"}}""");
        folder.Write("sub/1.safetensors", File.ReadAllBytes(folder["1.safetensors"]));
        AssertRefused(folder, Index, "weight_map: tensor 'a' stands in the file '");
        string message = Assert.ThrowsExactly<SafetensorsException>(() => SafetensorsFolder.Open(folder.FullPath)).Message;
        Assert.DoesNotContain("which is not in the folder", message); // It was not looked for.
        Assert.IsFalse(message.Any(char.IsControl));
    }

    [TestMethod]
    public void Endless_names_and_lists_are_refused()
    {
        using TemporaryFolder folder = TwoShards($$$"""{"weight_map":{"a":"{{{new string('s', 256)}}}"}}""");
        AssertRefused(folder, Index, "a file whose name has 256 bytes; at most 255");

        var many = new StringBuilder("{\"weight_map\":{");
        for (int i = 0; i <= SafetensorsFolderReader.MaxShards; i++)
        {
            folder.Write($"{i}.safetensors", "");
            many.Append($"{(i == 0 ? "" : ",")}\"{i}\":\"{i}.safetensors\"");
        }
        folder.Write(Index, many.Append("}}").ToString());
        AssertRefused(folder, Index, "weight_map names more ");

        using (FileStream sparse = File.Create(folder[Index]))
            sparse.SetLength(SafetensorsIndex.MaxBytes + 1L);
        AssertRefused(folder, Index, "the index has 100000001 bytes");

        string inner = string.Concat(Enumerable.Repeat("[", 100_000));
        folder.Write(Index, $$"""{"metadata":{"x":{{inner}}""");
        AssertRefused(folder, Index, "not valid JSON");
    }

    [TestMethod]
    public void A_tensor_in_two_shards_is_refused_with_both()
    {
        using TemporaryFolder folder = TwoShards(Good);
        File.Copy(folder["2.safetensors"], folder["1.safetensors"], overwrite: true);
        AssertRefused(folder, "2.safetensors", "tensor 'b' is also in '1.safetensors'");
    }

    [TestMethod]
    public void A_damaged_shard_is_named_and_the_others_are_closed()
    {
        using TemporaryFolder folder = TwoShards(Good);
        folder.Write("2.safetensors", "short");
        AssertRefused(folder, "2.safetensors", "5 bytes are too few");
        if (OperatingSystem.IsLinux())
            Assert.IsEmpty(Directory.GetFiles("/proc/self/fd").Where(fd => new FileInfo(fd).LinkTarget == folder["1.safetensors"]));
    }

    [TestMethod]
    public void Many_shards_share_one_budget()
    {
        // Each alone would be within a megabyte of its own.
        using var folder = new TemporaryFolder();
        var map = new StringBuilder();
        for (int shard = 0; shard < 4; shard++)
        {
            string[] names = [.. Enumerable.Range(0, 1500).Select(i => $"{shard}.{i}")];
            folder.Write($"{shard}.safetensors", SafetensorsBytes.Of("{" + string.Join(",", names.Select(name => $"\"{name}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}")) + "}"));
            map.AppendJoin(",", names.Select(name => $"\"{name}\":\"{shard}.safetensors\"")).Append(shard < 3 ? "," : "");
        }
        folder.Write(Index, $$$"""{"weight_map":{{{{map}}}}}""");
        AssertRefused(folder, "1.safetensors", "more names and numbers than a file of this size has use for");
    }

    [TestMethod]
    public void A_folder_without_weights_and_a_tensor_that_is_not_there_are_told()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => SafetensorsFolder.Open(folder.FullPath)).Message, "neither 'model.safetensors' nor 'model.safetensors.index.json'");
        Assert.ThrowsExactly<FileNotFoundException>(() => SafetensorsFolder.Open(folder["missing"]));
        using TemporaryFolder shards = TwoShards(Good);
        using SafetensorsFolder set = SafetensorsFolder.Open(shards.FullPath);
        string message = Assert.ThrowsExactly<KeyNotFoundException>(() => set.Read("d")).Message;
        StringAssert.Contains(message, $"'{shards[Index]}' holds no tensor 'd'. It holds 3: a, b, c.");
    }

    private static void AssertRefused(TemporaryFolder folder, string file, string message)
    {
        long size = Directory.GetFiles(folder.FullPath).Sum(path => new FileInfo(path).Length), before = GC.GetAllocatedBytesForCurrentThread();
        SafetensorsException exception = Assert.ThrowsExactly<SafetensorsException>(() => SafetensorsFolder.Open(folder.FullPath));
        Assert.IsLessThan(size + 1_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
        StringAssert.Contains(exception.Message, $"'{folder[file]}'");
        StringAssert.Contains(exception.Message, message);
    }

    private static TemporaryFolder TwoShards(string index)
    {
        var folder = new TemporaryFolder();
        folder.Write("1.safetensors", SafetensorsBytes.Of("""{"__metadata__":{"format":"pt"},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 7));
        folder.Write("2.safetensors", SafetensorsBytes.Of("""{"c":{"dtype":"U8","shape":[],"data_offsets":[1,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 8, 9));
        folder.Write(Index, index);
        return folder;
    }
}
