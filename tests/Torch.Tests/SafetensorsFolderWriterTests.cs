using System.Diagnostics;
using static TorchSharp.torch;

namespace ResearchML.Torch.Tests;

[TestClass]
public sealed class SafetensorsFolderWriterTests
{
    private const string Index = "model.safetensors.index.json";

    [TestMethod]
    public void What_fits_is_one_file_without_an_index()
    {
        using var folder = new TemporaryFolder();
        using (NewDisposeScope())
            SafetensorsFolder.Write(folder["new/model"], [new("x", ones(3, device: CPU))]);
        AssertFiles(folder["new/model"], "model.safetensors");
    }

    [TestMethod]
    public void Shards_and_index_are_those_that_Hugging_Face_writes()
    {
        using var folder = new TemporaryFolder();
        using (NewDisposeScope())
        {
            // 8 + 4 bytes fill the first shard of 12; 20 bytes are over the limit and stand alone; the last 4 come after it.
            SafetensorsFolder.Write(folder.FullPath, [new("b", ones(2, device: CPU)), new("a", ones(1, device: CPU)), new("large", ones(5, device: CPU)), new("é", ones(1, device: CPU))],
                new Dictionary<string, string> { ["format"] = "pt" }, maximumShardBytes: 12);
        }
        AssertFiles(folder.FullPath, "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors", Index);
        Assert.AreEqual("""
            {
              "metadata": {
                "total_size": 36
              },
              "weight_map": {
                "a": "model-00001-of-00003.safetensors",
                "b": "model-00001-of-00003.safetensors",
                "large": "model-00002-of-00003.safetensors",
                "é": "model-00003-of-00003.safetensors"
              }
            }

            """.ReplaceLineEndings("\n"), File.ReadAllText(folder[Index]));
        using SafetensorsFile last = SafetensorsFile.Open(folder["model-00003-of-00003.safetensors"]);
        Assert.AreEqual("pt", last.Metadata["format"]);
    }

    [TestMethod]
    [DataRow(long.MaxValue)]
    [DataRow(30L)]
    [DataRow(1L)]
    public void A_folder_comes_back_bit_for_bit_and_is_written_again_bit_for_bit(long most)
    {
        using TemporaryFolder first = new(), second = new();
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        ScalarType[] types = [ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Bool];
        KeyValuePair<string, Tensor>[] tensors = [.. types.SelectMany(type => new long[][] { [], [3], [2, 0], [2, 3] }.Select(shape =>
            new KeyValuePair<string, Tensor>($"{type}.[{string.Join('.', shape)}]", randn(shape, generator: generator, device: CPU).to(type))))];
        SafetensorsFolder.Write(first.FullPath, tensors, null, most);
        using SafetensorsFolder set = SafetensorsFolder.Open(first.FullPath);
        foreach ((string name, Tensor written) in tensors)
        {
            foreach (Tensor back in new[] { set.Read(name), set.Map(name) })
            {
                Assert.AreEqual(written.dtype, back.dtype);
                CollectionAssert.AreEqual(written.shape, back.shape);
                CollectionAssert.AreEqual(written.bytes.ToArray(), back.bytes.ToArray(), name);
            }
        }
        SafetensorsFolder.Write(second.FullPath, tensors.Select(pair => new KeyValuePair<string, Tensor>(pair.Key, set.Map(pair.Key))), set.Metadata, most);
        CollectionAssert.AreEqual(Content(first), Content(second));
    }

    [TestMethod]
    public void Every_interruption_leaves_the_old_set_or_the_new_one()
    {
        long[] sizes = [long.MaxValue, 32, 16, 8]; // One file, two, three and six shards; each step from each to each.
        foreach ((long before, long after) in from before in sizes from after in sizes select (before, after))
        {
            using var folder = new TemporaryFolder();
            using var scope = NewDisposeScope();
            folder.Write("config.json", "{}");
            new SafetensorsFolderWriter(folder.FullPath, Generation(1), null, before).Write();
            var seen = new List<float>();
            new SafetensorsFolderWriter(folder.FullPath, Generation(2), null, after) { AfterStep = step => seen.Add(GenerationIn(folder.FullPath, step)) }.Write();

            Assert.AreEqual(1f, seen[0]);
            Assert.AreEqual(2f, seen[^1]);
            CollectionAssert.AreEqual(seen.Order().ToArray(), seen, $"{before} to {after}");
            int shards = after == long.MaxValue ? 1 : (int)Math.Ceiling(48.0 / after);
            Assert.HasCount(shards + (shards > 1 ? 2 : 1), Directory.GetFiles(folder.FullPath), $"{before} to {after}");
        }
    }

    [TestMethod]
    public void Any_interruption_is_made_good_by_the_next_save()
    {
        using var scope = NewDisposeScope();
        for (int steps = 1; steps < 30; steps++)
        {
            using var folder = new TemporaryFolder();
            new SafetensorsFolderWriter(folder.FullPath, Generation(1), null, 16).Write();
            int step = 0;
            // An exception in place of a kill also shows what is cleared up: no temporary file stays.
            try
            {
                new SafetensorsFolderWriter(folder.FullPath, Generation(2), null, 16) { AfterStep = _ => { if (++step == steps) throw new NotSupportedException(); } }.Write();
                break;
            }
            catch (NotSupportedException)
            {
            }
            GenerationIn(folder.FullPath, $"exception at step {steps}");
            Assert.IsEmpty(Directory.GetFiles(folder.FullPath, "*.tmp"));
            SafetensorsFolder.Write(folder.FullPath, Generation(3), null, 16);
            Assert.AreEqual(3f, GenerationIn(folder.FullPath, "after"));
            AssertFiles(folder.FullPath, "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors", Index);
        }
    }

    [TestMethod]
    public void A_process_killed_while_it_saves_leaves_weights_that_open()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        SafetensorsFolder.Write(folder.FullPath, Generation(1), null, 16);
        var random = new Random(1);
        for (int kill = 0; kill < 4; kill++)
        {
            using Process child = ChildProgram.Begin("write-folders", new Dictionary<string, string?> { ["RESEARCHML_FOLDER"] = folder.FullPath });
            Assert.AreEqual("writing", child.StandardOutput.ReadLine());
            Assert.IsFalse(child.WaitForExit(random.Next(20, 200)), "it writes until it is killed");
            child.Kill();
            child.WaitForExit();
            Assert.IsGreaterThanOrEqualTo(1f, GenerationIn(folder.FullPath, $"kill {kill}"));
        }
        SafetensorsFolder.Write(folder.FullPath, Generation(0), null, long.MaxValue);
        AssertFiles(folder.FullPath, "model.safetensors");
    }

    [TestMethod]
    public void Files_that_are_no_saves_stay()
    {
        using var folder = new TemporaryFolder();
        string[] foreign = ["model.safetensors.txt", "model-1-of-2.safetensors", "model-00001-of-00002.bin", "adapter_model.safetensors", "model.safetensors.tmp", "model-00001-of-00002.safetensors.bak", "mymodel-00001-of-00002.safetensors", "model.fp16-00001-of-00002.safetensors"];
        string[] stale = ["model-00001-of-00009.safetensors", $"model-{new string('0', 32)}-00001-of-00009.safetensors", $"model-00001-of-00009.safetensors.{new string('a', 32)}.tmp", $"model.safetensors.{new string('a', 32)}.tmp", $"model.safetensors.index.json.{new string('a', 32)}.tmp", Index];
        foreach (string name in foreign.Concat(stale))
            folder.Write(name, "");
        using (NewDisposeScope())
            SafetensorsFolder.Write(folder.FullPath, Generation(1));
        AssertFiles(folder.FullPath, [.. foreign, "model.safetensors"]);
    }

    [TestMethod]
    public void Weights_are_replaced_by_ones_that_are_mapped_from_the_same_folder()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows replaces no mapped file.");
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        SafetensorsFolder.Write(folder.FullPath, Generation(5), null, 16);
        using SafetensorsFolder set = SafetensorsFolder.Open(folder.FullPath);
        KeyValuePair<string, Tensor>[] mapped = [.. set.Names.Select(name => new KeyValuePair<string, Tensor>(name, set.Map(name)))];
        SafetensorsFolder.Write(folder.FullPath, mapped, null, 16);
        Assert.AreEqual(5f, GenerationIn(folder.FullPath, "rewritten"));
        Assert.IsTrue(mapped.All(pair => pair.Value.eq(5).all().item<bool>()));
    }

    [TestMethod]
    public void Bad_arguments_are_refused_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        Tensor x = ones(1, device: CPU);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SafetensorsFolder.Write(folder.FullPath, [], null, 0));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => SafetensorsFolder.Write(folder.FullPath, [new("x", x), new("y", x), new("x", x)], null, 4)).Message, "'x'");
        Assert.ThrowsExactly<ArgumentException>(() => SafetensorsFolder.Write(folder.FullPath, [new("x", null!)], null, 4));
        AssertFiles(folder.FullPath);
    }

    [TestMethod]
    public void Writing_leaves_no_live_tensor()
    {
        using var folder = new TemporaryFolder();
        using Tensor x = ones(4, 4, device: CPU), transposed = x.t();
        LiveTensors.MustNotChange(5, () => SafetensorsFolder.Write(folder.FullPath, [new("x", x), new("t", transposed)], null, 64));
    }

    /// <summary>What the child does: saves on and on, from one file to shards and back, until it is killed.</summary>
    internal static void WriteOnAndOn()
    {
        string folder = Environment.GetEnvironmentVariable("RESEARCHML_FOLDER")!;
        using var scope = NewDisposeScope();
        for (int generation = 2; ; generation++)
        {
            SafetensorsFolder.Write(folder, Generation(generation), null, new long[] { 16, 16, 8, long.MaxValue }[generation % 4]);
            if (generation == 2)
                Console.WriteLine("writing");
        }
    }

    /// <summary>Six tensors of 8 bytes that all hold the generation's number.</summary>
    private static KeyValuePair<string, Tensor>[] Generation(int generation) =>
        [.. Enumerable.Range(0, 6).Select(i => new KeyValuePair<string, Tensor>($"{i}", full(2, (float)generation, device: CPU)))];

    private static float GenerationIn(string folder, string when)
    {
        using SafetensorsFolder set = SafetensorsFolder.Open(folder);
        Assert.HasCount(6, set.Names, when);
        float[] values = [.. set.Names.SelectMany(name =>
        {
            using Tensor x = set.Read(name);
            return x.data<float>().ToArray();
        }).Distinct()];
        Assert.HasCount(1, values, $"{when}: generations {string.Join(", ", values)} mixed");
        return values[0];
    }

    private static void AssertFiles(string folder, params string[] names) =>
        CollectionAssert.AreEqual(names.Order(StringComparer.Ordinal).ToArray(), Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray());

    private static string[] Content(TemporaryFolder folder) =>
        [.. Directory.GetFiles(folder.FullPath).Order(StringComparer.Ordinal).Select(path => Path.GetFileName(path) + Convert.ToHexString(File.ReadAllBytes(path)))];
}
