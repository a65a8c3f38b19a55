using System.Text;
using static TorchSharp.torch;

namespace ResearchML.Torch.Tests;

[TestClass]
public sealed class SafetensorsWriterTests
{
    [TestMethod]
    public void The_bytes_are_those_of_the_format_written_by_hand()
    {
        using var scope = NewDisposeScope();
        byte[] written = Write(
            [
                new("z", tensor(new byte[] { 9 }, device: CPU)),
                new("é\"", tensor(new[] { 1f, -2.5f }, device: CPU)),
                new("a", tensor(new[] { 1f }, device: CPU)),
            ],
            new Dictionary<string, string> { ["format"] = "pt", ["author"] = "us" });

        string header = """{"__metadata__":{"author":"us","format":"pt"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"é\"":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},"z":{"dtype":"U8","shape":[1],"data_offsets":[12,13]}}""";
        int bytes = Encoding.UTF8.GetByteCount(header);
        byte[] expected = SafetensorsBytes.Of(header + new string(' ', -bytes & 7),
            0, 0, 0x80, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0, 9);
        CollectionAssert.AreEqual(expected, written);
    }

    [TestMethod]
    public void The_order_of_the_tensors_does_not_change_the_bytes()
    {
        using var scope = NewDisposeScope();
        KeyValuePair<string, Tensor>[] tensors = [.. Enumerable.Range(0, 6).Select(i =>
            new KeyValuePair<string, Tensor>($"{i}", full(i, i, dtype: i % 2 == 0 ? ScalarType.Float64 : ScalarType.Int16, device: CPU)))];
        CollectionAssert.AreEqual(Write(tensors), Write([.. tensors.Reverse()]));
    }

    [TestMethod]
    public void The_header_ends_on_eight_bytes_and_each_tensor_on_its_elements_size()
    {
        using var scope = NewDisposeScope();
        byte[] bytes = Write([new("bool", ones(3, dtype: ScalarType.Bool, device: CPU)), new("half", ones(3, dtype: ScalarType.Float16, device: CPU)), new("double", ones(1, dtype: ScalarType.Float64, device: CPU))]);
        Assert.AreEqual(0, BitConverter.ToInt64(bytes) % 8);
        using SafetensorsFile file = SafetensorsBytes.Open(bytes);
        CollectionAssert.AreEqual(new[] { "double", "half", "bool" }, file.Names.ToArray());
    }

    [TestMethod]
    public void Views_and_parameters_are_written_as_they_read_and_stay_as_they_are()
    {
        using var scope = NewDisposeScope();
        Tensor weight = arange(12, dtype: ScalarType.Float32, device: CPU).view(3, 4).requires_grad_();
        long live = LiveTensors.Count();
        byte[] bytes = Write([new("transposed", weight.t()), new("column", weight.narrow(1, 2, 1)), new("tied", weight)]);
        using SafetensorsFile file = SafetensorsBytes.Open(bytes);

        CollectionAssert.AreEqual(new[] { 0f, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11 }, file.Read("transposed").data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 2f, 6, 10 }, file.Read("column").data<float>().ToArray());
        Assert.IsTrue(weight.requires_grad);
        Assert.AreEqual(live + 4, LiveTensors.Count()); // Two views, two reads; the writer keeps none.
    }

    [TestMethod]
    public void No_tensors_make_a_valid_file()
    {
        using SafetensorsFile file = SafetensorsBytes.Open(Write([]));
        Assert.IsEmpty(file.Names);
        Assert.IsEmpty(file.Metadata);
    }

    [TestMethod]
    public void Names_that_repeat_or_are_reserved_and_foreign_types_are_refused()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(1, device: CPU), complex = ones(1, dtype: ScalarType.ComplexFloat32, device: CPU);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Write([new("x", x), new("x", x)])).Message, "'x'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Write([new("__metadata__", x)])).Message, "__metadata__");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Write([new("c", complex)])).Message, "'c' is ComplexFloat32");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Write([new("n", null!)])).Message, "'n' is null");
    }

    [TestMethod]
    public void An_enumeration_that_fails_leaves_the_old_file_whole_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        string path = folder["model.safetensors"];
        SafetensorsFile.Write(path, [new("x", ones(3, device: CPU))]);
        byte[] before = File.ReadAllBytes(path);

        Assert.ThrowsExactly<NotSupportedException>(() => SafetensorsFile.Write(path, Failing()));
        Tensor gone = ones(5, device: CPU);
        IEnumerable<KeyValuePair<string, Tensor>> Disposing()
        {
            yield return new("gone", gone);
            gone.Dispose(); // Its shape is known by now; its data fail to be written, after the temporary file was begun.
        }
        Assert.Throws<Exception>(() => SafetensorsFile.Write(path, Disposing()));

        CollectionAssert.AreEqual(before, File.ReadAllBytes(path));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.FullPath));
    }

    [TestMethod]
    public void A_file_is_replaced_while_another_reader_still_has_the_old_one()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        SafetensorsFile.Write(folder["x"], [new("x", ones(3, device: CPU))]);
        using SafetensorsFile old = SafetensorsFile.Open(folder["x"]);
        SafetensorsFile.Write(folder["x"], [new("x", zeros(3, device: CPU))]);
        Assert.AreEqual(3f, old.Read("x").sum().item<float>());
        using SafetensorsFile fresh = SafetensorsFile.Open(folder["x"]);
        Assert.AreEqual(0f, fresh.Read("x").sum().item<float>());
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Failing()
    {
        yield return new("x", ones(1, device: CPU));
        throw new NotSupportedException("The second tensor fails.");
    }

    private static byte[] Write(IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var stream = new MemoryStream();
        SafetensorsFile.Write(stream, tensors, metadata);
        return stream.ToArray();
    }
}
