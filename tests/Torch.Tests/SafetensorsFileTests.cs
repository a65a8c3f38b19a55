using System.Text.Json;
using static TorchSharp.torch;

namespace ResearchML.Torch.Tests;

[TestClass]
public sealed class SafetensorsFileTests
{
    private static IEnumerable<object[]> DataTypes =>
    [
        [ScalarType.Float64, "F64"], [ScalarType.Float32, "F32"], [ScalarType.Float16, "F16"], [ScalarType.BFloat16, "BF16"],
        [ScalarType.Int64, "I64"], [ScalarType.Int32, "I32"], [ScalarType.Int16, "I16"], [ScalarType.Int8, "I8"],
        [ScalarType.Byte, "U8"], [ScalarType.Bool, "BOOL"],
    ];

    [TestMethod]
    [DynamicData(nameof(DataTypes))]
    public void Every_type_comes_back_bit_for_bit(ScalarType type, string name)
    {
        using var scope = NewDisposeScope();
        Tensor written = RandomBits(type, [3, 5, 2]);
        using SafetensorsFile file = Reopen([new("x", written)]);
        Tensor read = file.Read("x", CPU);

        Assert.AreEqual(name, file["x"].DataType);
        Assert.AreEqual(type, read.dtype);
        CollectionAssert.AreEqual(written.shape, read.shape);
        CollectionAssert.AreEqual(written.bytes.ToArray(), read.bytes.ToArray());
        Assert.AreEqual(written.bytes.Length, file["x"].ByteCount);
    }

    [TestMethod]
    [DynamicData(nameof(DataTypes))]
    public void Scalars_and_empty_tensors_keep_their_shape(ScalarType type, string name)
    {
        using var scope = NewDisposeScope();
        using SafetensorsFile file = Reopen([new("scalar", RandomBits(type, [])), new("empty", RandomBits(type, [4, 0, 2]))]);

        CollectionAssert.AreEqual(Array.Empty<long>(), file["scalar"].Shape.ToArray());
        CollectionAssert.AreEqual(Array.Empty<long>(), file.Read("scalar").shape);
        CollectionAssert.AreEqual(new long[] { 4, 0, 2 }, file.Read("empty").shape);
        Assert.AreEqual(0, file["empty"].ByteCount, name);
    }

    [TestMethod]
    public void Tensors_larger_than_one_piece_come_back_whole()
    {
        using var scope = NewDisposeScope();
        Tensor written = arange(9_000_001, dtype: ScalarType.Int32, device: CPU); // 36 MB: pieces of 16 MB, the last one short
        using SafetensorsFile file = Reopen([new("x", written)]);
        Assert.IsTrue(written.equal(file.Read("x")).all().item<bool>());
    }

    [TestMethod]
    public void A_file_made_by_hand_is_read()
    {
        byte[] bytes = SafetensorsBytes.Of(
            """{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[2,10]},"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}  """,
            0xC0, 0x3F, /* 1.5 */ 0x00, 0x00, 0x80, 0x3F, /* 1 */ 0x00, 0x00, 0x20, 0xC0 /* -2.5 */);
        using var scope = NewDisposeScope();
        using SafetensorsFile file = SafetensorsBytes.Open(bytes);

        CollectionAssert.AreEqual(new[] { "a", "b" }, file.Names.ToArray());
        Assert.AreEqual("pt", file.Metadata["format"]);
        Assert.IsTrue(file.Contains("a"));
        Assert.AreEqual(1.5f, file.Read("a").to(ScalarType.Float32).item<float>());
        CollectionAssert.AreEqual(new[] { 1f, -2.5f }, file.Read("b").data<float>().ToArray());
    }

    [TestMethod]
    [TestCategory("SharedData")]
    public void A_real_checkpoint_has_the_names_and_shapes_of_its_config()
    {
        string folder = SharedModel("stories260K");
        using JsonDocument config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
        long Setting(string name) => config.RootElement.GetProperty(name).GetInt64();
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        long width = Setting("hidden_size"), inner = Setting("intermediate_size"), keys = Setting("num_key_value_heads") * Setting("head_dim");

        AssertShape(file, "model.embed_tokens.weight", Setting("vocab_size"), width);
        AssertShape(file, "model.norm.weight", width);
        for (int layer = 0; layer < Setting("num_hidden_layers"); layer++)
        {
            AssertShape(file, $"model.layers.{layer}.self_attn.q_proj.weight", width, width);
            AssertShape(file, $"model.layers.{layer}.self_attn.k_proj.weight", keys, width);
            AssertShape(file, $"model.layers.{layer}.mlp.down_proj.weight", width, inner);
        }
        Assert.AreEqual(260_032, file.Names.Sum(name => file[name].Shape.Aggregate(1L, (product, size) => product * size)));
        using Tensor embedding = file.Read("model.embed_tokens.weight", CPU);
        Assert.IsTrue(float.IsFinite(embedding.sum().item<float>()));
    }

    [TestMethod]
    public void A_file_inside_a_stream_is_read_from_the_streams_position()
    {
        byte[] inner = SafetensorsBytes.Of("""{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", 7, 8, 9);
        var stream = new MemoryStream([1, 2, 3, .. inner]) { Position = 3 };
        using (SafetensorsFile file = SafetensorsFile.Open(stream, leaveOpen: true))
        using (Tensor x = file.Read("x"))
            CollectionAssert.AreEqual(new byte[] { 7, 8, 9 }, x.data<byte>().ToArray());
        Assert.IsTrue(stream.CanRead);

        stream.Position = 3;
        SafetensorsFile.Open(stream).Dispose();
        Assert.IsFalse(stream.CanRead);
    }

    [TestMethod]
    public void A_stream_that_fails_to_open_is_closed_unless_it_is_to_stay_open()
    {
        var kept = new MemoryStream([1]);
        Assert.ThrowsExactly<SafetensorsException>(() => SafetensorsFile.Open(kept, leaveOpen: true));
        Assert.IsTrue(kept.CanRead);
        var closed = new MemoryStream([1]);
        Assert.ThrowsExactly<SafetensorsException>(() => SafetensorsFile.Open(closed));
        Assert.IsFalse(closed.CanRead);
    }

    [TestMethod]
    public void A_missing_tensor_is_named_with_some_of_those_there()
    {
        using SafetensorsFile file = SafetensorsBytes.Open(SafetensorsBytes.Of("""{"here":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"""));
        KeyNotFoundException exception = Assert.ThrowsExactly<KeyNotFoundException>(() => file["gone"]);
        StringAssert.Contains(exception.Message, "'gone'");
        StringAssert.Contains(exception.Message, "here");
    }

    [TestMethod]
    public void A_type_that_Torch_lacks_opens_and_is_refused_by_name_when_read()
    {
        using SafetensorsFile file = SafetensorsBytes.Open(SafetensorsBytes.Of("""{"x":{"dtype":"F4","shape":[2,2],"data_offsets":[0,2]}}""", 1, 2));
        Assert.AreEqual("F4", file["x"].DataType);
        StringAssert.Contains(Assert.ThrowsExactly<SafetensorsException>(() => file.Read("x")).Message, "dtype F4");
    }

    [TestMethod]
    public void Booleans_other_than_0_and_1_are_refused_and_free_their_tensor()
    {
        using SafetensorsFile file = SafetensorsBytes.Open(SafetensorsBytes.Of("""{"x":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}""", 1, 2));
        long live = LiveTensors.Count();
        StringAssert.Contains(Assert.ThrowsExactly<SafetensorsException>(() => file.Read("x")).Message, "tensor 'x' of dtype BOOL");
        Assert.AreEqual(live, LiveTensors.Count());
    }

    [TestMethod]
    public void A_file_that_shrinks_after_opening_is_refused_when_read()
    {
        var stream = new MemoryStream();
        stream.Write(SafetensorsBytes.Of("""{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", 7, 8, 9));
        stream.Position = 0;
        using SafetensorsFile file = SafetensorsFile.Open(stream);
        stream.SetLength(stream.Length - 1);
        StringAssert.Contains(Assert.ThrowsExactly<SafetensorsException>(() => file.Read("x")).Message, "tensor 'x' is cut short");
    }

    [TestMethod]
    public void Reading_leaves_no_live_tensor_but_the_one_returned()
    {
        using var folder = new TemporaryFolder();
        using (var scope = NewDisposeScope())
            SafetensorsFile.Write(folder["x.safetensors"], [new("x", ones(1000, device: CPU))]);
        long live = LiveTensors.Count();
        for (int pass = 0; pass < 50; pass++)
        {
            using SafetensorsFile file = SafetensorsFile.Open(folder["x.safetensors"]);
            using Tensor x = file.Read("x");
            Assert.AreEqual(live + 1, LiveTensors.Count());
        }
        Assert.AreEqual(live, LiveTensors.Count());
    }

    [TestMethod]
    public void A_tensor_read_belongs_to_the_callers_dispose_scope()
    {
        using SafetensorsFile file = SafetensorsBytes.Open(SafetensorsBytes.Of("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 5));
        Tensor inside, outside;
        using (NewDisposeScope())
        {
            inside = file.Read("x");
            outside = file.Read("x").DetachFromDisposeScope();
        }
        Assert.IsTrue(inside.IsInvalid);
        Assert.AreEqual(5, outside.item<byte>());
        outside.Dispose();
    }

    [TestMethod]
    public void Reads_from_several_threads_do_not_mix()
    {
        using var folder = new TemporaryFolder();
        using (var scope = NewDisposeScope())
            SafetensorsFile.Write(folder["x"], Enumerable.Range(0, 8).Select(i => new KeyValuePair<string, Tensor>($"{i}", full(10_000, (float)i, device: CPU))));
        using SafetensorsFile file = SafetensorsFile.Open(folder["x"]);
        Parallel.For(0, 64, i =>
        {
            using Tensor x = file.Read($"{i % 8}");
            Assert.IsTrue(x.data<float>().ToArray().All(value => value == i % 8));
        });
    }

    [TestMethod]
    [TestCategory("Gpu")]
    public void Tensors_go_to_the_gpu_and_back()
    {
        TorchDeviceTests.RequireGpu();
        using var scope = NewDisposeScope();
        Tensor written = arange(1000, dtype: ScalarType.Float32, device: CUDA).view(10, 100).t();
        using SafetensorsFile file = Reopen([new("x", written)]);
        Tensor read = file.Read("x", CUDA);
        Assert.AreEqual(TorchSharp.DeviceType.CUDA, read.device_type);
        Assert.IsTrue(written.equal(read).all().item<bool>());
    }

    private static SafetensorsFile Reopen(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var stream = new MemoryStream();
        SafetensorsFile.Write(stream, tensors);
        stream.Position = 0;
        return SafetensorsFile.Open(stream);
    }

    private static Tensor RandomBits(ScalarType type, long[] shape)
    {
        Tensor tensor = empty(shape, dtype: type, device: CPU);
        var random = new Random(1);
        TensorBytes.ForEachPiece(tensor, bytes =>
        {
            random.NextBytes(bytes);
            if (type == ScalarType.Bool)
            {
                foreach (ref byte value in bytes)
                    value &= 1;
            }
        });
        return tensor;
    }

    private static void AssertShape(SafetensorsFile file, string name, params long[] shape) =>
        CollectionAssert.AreEqual(shape, file[name].Shape.ToArray(), name);

    // ../shared beside the repository's root, which is the nearest folder above with the solution.
    private static string SharedModel(string name)
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "Pipelines.sln")))
            root = Path.GetDirectoryName(root);
        string folder = Path.GetFullPath(Path.Combine(root ?? ".", "..", "shared", "models", name));
        if (!Directory.Exists(folder))
            Assert.Inconclusive($"'{folder}' is missing: the test reads a real checkpoint from there.");
        return folder;
    }
}
