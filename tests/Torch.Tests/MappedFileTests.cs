using static TorchSharp.torch;

namespace ResearchML.Torch.Tests;

[TestClass]
public sealed class MappedFileTests
{
    private const string Vector = """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
    private static readonly byte[] OneAndTwo = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40];

    [TestMethod]
    public void Every_type_is_mapped_bit_for_bit_as_it_is_read()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        ScalarType[] types = [ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool];
        SafetensorsFile.Write(folder["x"], types.Select(type => new KeyValuePair<string, Tensor>($"{type}", arange(15, dtype: ScalarType.Int32, device: CPU).view(3, 5).to(type))));
        using SafetensorsFile file = SafetensorsFile.Open(folder["x"]);
        foreach (ScalarType type in types)
        {
            Tensor mapped = file.Map($"{type}"), read = file.Read($"{type}");
            Assert.AreEqual(type != ScalarType.Bool, file.CanMap($"{type}"), $"{type}");
            Assert.AreEqual(type, mapped.dtype);
            CollectionAssert.AreEqual(new long[] { 3, 5 }, mapped.shape);
            CollectionAssert.AreEqual(read.bytes.ToArray(), mapped.bytes.ToArray(), $"{type}");
        }
    }

    [TestMethod]
    public void Scalars_are_mapped_and_empty_tensors_are_made()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        SafetensorsFile.Write(folder["x"], [new("scalar", tensor(3.5f, device: CPU)), new("empty", zeros(4, 0, 2, device: CPU))]);
        using SafetensorsFile file = SafetensorsFile.Open(folder["x"]);
        Assert.AreEqual(3.5f, file.Map("scalar").item<float>());
        Assert.IsEmpty(file.Map("scalar").shape);
        CollectionAssert.AreEqual(new long[] { 4, 0, 2 }, file.Map("empty").shape);
        Assert.IsTrue(file.CanMap("scalar"));
        Assert.IsFalse(file.CanMap("empty"));
    }

    [TestMethod]
    [DataRow(0, true)]
    [DataRow(2, false)]
    [DataRow(4, true)]
    public void Data_that_begin_inside_an_element_are_copied(int spaces, bool mapped)
    {
        using var folder = new TemporaryFolder();
        string header = Vector + new string(' ', (-Vector.Length & 7) + spaces);
        using SafetensorsFile file = SafetensorsFile.Open(folder.Write("x", SafetensorsBytes.Of(header, OneAndTwo)));
        using Tensor x = file.Map("x");
        Assert.AreEqual(mapped, file.CanMap("x"));
        CollectionAssert.AreEqual(new[] { 1f, 2f }, x.data<float>().ToArray());
    }

    [TestMethod]
    public void Only_a_file_on_disk_is_mapped_and_from_any_position()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = SafetensorsBytes.Of(Vector + new string(' ', -Vector.Length & 7), OneAndTwo);
        using SafetensorsFile inMemory = SafetensorsBytes.Open(bytes);
        Assert.IsFalse(inMemory.CanMap("x"));
        using Tensor copy = inMemory.Map("x");
        CollectionAssert.AreEqual(new[] { 1f, 2f }, copy.data<float>().ToArray());

        var stream = new FileStream(folder.Write("x", [0, 0, 0, 0, .. bytes]), FileMode.Open, FileAccess.Read) { Position = 4 };
        using SafetensorsFile inside = SafetensorsFile.Open(stream);
        using Tensor x = inside.Map("x");
        Assert.IsTrue(inside.CanMap("x"));
        CollectionAssert.AreEqual(new[] { 1f, 2f }, x.data<float>().ToArray());
    }

    [TestMethod]
    public void A_tensor_outlives_its_file_object_and_the_file()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Windows deletes no mapped file.");
        using var folder = new TemporaryFolder();
        long live = LiveTensors.Count();
        Tensor x;
        using (SafetensorsFile file = Write(folder, 300_000))
        using (NewDisposeScope())
            x = file.Map("x").DetachFromDisposeScope();
        File.Delete(folder["x"]);
        LiveTensors.Count(); // Collects what could unmap it.
        using (Tensor last = x[299_999]) // disposed of: a Debug build holds what is not to the method's end
            Assert.AreEqual(299_999f, last.item<float>());
        x.Dispose();
        Assert.AreEqual(live, LiveTensors.Count());
        if (OperatingSystem.IsLinux())
            Assert.DoesNotContain(folder["x"], File.ReadAllText("/proc/self/maps"), "still mapped");
    }

    [TestMethod]
    public void What_was_opened_is_mapped_though_another_file_has_its_name_by_now()
    {
        using var folder = new TemporaryFolder();
        using SafetensorsFile file = Write(folder, 4);
        using (NewDisposeScope())
            SafetensorsFile.Write(folder["x"], [new("x", full(4, 7f, device: CPU))]);
        using Tensor x = file.Map("x");
        CollectionAssert.AreEqual(new[] { 0f, 1, 2, 3 }, x.data<float>().ToArray());
    }

    [TestMethod]
    public void Writing_to_a_mapped_tensor_leaves_the_file_and_other_maps_as_they_are()
    {
        using var folder = new TemporaryFolder();
        using SafetensorsFile file = Write(folder, 4), other = SafetensorsFile.Open(folder["x"]);
        using Tensor x = file.Map("x"), y = other.Map("x");
        x.add_(1);
        CollectionAssert.AreEqual(new[] { 1f, 2, 3, 4 }, x.data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 0f, 1, 2, 3 }, y.data<float>().ToArray());
        using Tensor read = file.Read("x");
        CollectionAssert.AreEqual(new[] { 0f, 1, 2, 3 }, read.data<float>().ToArray());
    }

    [TestMethod]
    public void Mapping_takes_no_memory_of_the_processs_own()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Reads /proc/self/status.");
        const int bytes = 64 << 20;
        using var folder = new TemporaryFolder();
        using SafetensorsFile file = Write(folder, bytes / 4);
        LiveTensors.Count();
        (long own, long shared) = Resident();
        using Tensor x = file.Map("x");
        using Tensor sum = x.sum();
        (long ownAfter, long sharedAfter) = Resident();
        Assert.IsLessThan(bytes / 8, ownAfter - own, "anonymous bytes");
        Assert.IsGreaterThan(bytes * 3L / 4, sharedAfter - shared, "bytes of the file's pages");
    }

    [TestMethod]
    public void Mapping_leaves_no_live_tensor_once_the_file_is_closed()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 10).Dispose();
        LiveTensors.MustNotChange(20, () =>
        {
            using SafetensorsFile file = SafetensorsFile.Open(folder["x"]);
            using (NewDisposeScope())
                file.Map("x");
            using Tensor again = file.Map("x"); // The map itself is in no scope of ours.
        });
    }

    [TestMethod]
    public void Tensors_are_mapped_from_several_threads_at_once()
    {
        using var folder = new TemporaryFolder();
        using SafetensorsFile file = Write(folder, 10);
        Parallel.For(0, 64, _ =>
        {
            using Tensor x = file.Map("x");
            Assert.AreEqual(9f, x[9].item<float>());
        });
    }

    [TestMethod]
    public void A_file_that_shrank_or_is_closed_is_refused()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 10).Dispose();
        using (var stream = new FileStream(folder["x"], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            SafetensorsFile file = SafetensorsFile.Open(stream, leaveOpen: true);
            stream.SetLength(stream.Length - 1);
            StringAssert.Contains(Assert.ThrowsExactly<SafetensorsException>(() => file.Map("x")).Message, "tensor 'x' is cut short");
            file.Dispose();
            Assert.ThrowsExactly<ObjectDisposedException>(() => file.Map("x"));
            Assert.ThrowsExactly<ObjectDisposedException>(() => file.Read("x"));
        }
        using SafetensorsFile unknown = SafetensorsBytes.Open(SafetensorsBytes.Of("""{"x":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}""", 1));
        StringAssert.Contains(Assert.ThrowsExactly<SafetensorsException>(() => unknown.Map("x")).Message, "dtype F4");
        Assert.ThrowsExactly<KeyNotFoundException>(() => unknown.Map("y"));
    }

    private static SafetensorsFile Write(TemporaryFolder folder, int elements)
    {
        using (NewDisposeScope())
            SafetensorsFile.Write(folder["x"], [new("x", arange(elements, dtype: ScalarType.Float32, device: CPU))]);
        return SafetensorsFile.Open(folder["x"]);
    }

    private static (long Own, long Shared) Resident()
    {
        string[] lines = File.ReadAllLines("/proc/self/status");
        long Of(string field) => 1024 * long.Parse(lines.Single(line => line.StartsWith(field, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
        return (Of("RssAnon:"), Of("RssFile:"));
    }
}
