using System.Text;

namespace ResearchML.Torch.Tests;

[TestClass]
public sealed class SafetensorsHeaderTests
{
    private const string A = """ "a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]} """;

    [TestMethod]
    [DataRow("", "the header is not valid JSON", DisplayName = "no header")]
    [DataRow("[]", "the header is an array; expected an object")]
    [DataRow("null", "the header is null; expected an object")]
    [DataRow("{", "not valid JSON")]
    [DataRow("{" + A + "} x", "not valid JSON")]
    [DataRow("{" + A + ",}", "not valid JSON")]
    [DataRow("{" + A + "," + A + "}", "tensor 'a': it is listed twice")]
    [DataRow("""{"__metadata__":{},"__metadata__":{}}""", "__metadata__ is listed twice")]
    [DataRow("""{"__metadata__":{"k":"1","k":"2"}}""", "metadata 'k' is listed twice")]
    [DataRow("""{"__metadata__":{"k":1}}""", "a metadata value is a number; expected a string")]
    [DataRow("""{"__metadata__":{"k":null}}""", "a metadata value is null; expected a string")]
    [DataRow("""{"__metadata__":"k"}""", "__metadata__ is a string; expected an object")]
    [DataRow("""{"a":1}""", "tensor 'a': it is a number; expected an object")]
    [DataRow("""{"a":{}}""", "tensor 'a': it has no dtype")]
    [DataRow("""{"a":{"dtype":"U8"}}""", "tensor 'a': it has no shape")]
    [DataRow("""{"a":{"dtype":"U8","shape":[4]}}""", "tensor 'a': it has no data_offsets")]
    [DataRow("""{"a":{"dtype":"U8","dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "unknown or repeated field")]
    [DataRow("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"more":1}}""", "unknown or repeated field")]
    [DataRow("""{"a":{"dtype":"F33","shape":[4],"data_offsets":[0,4]}}""", "tensor 'a': dtype 'F33' is unknown")]
    [DataRow("""{"a":{"dtype":"A name far too long to be a dtype","shape":[4],"data_offsets":[0,4]}}""", "is unknown")]
    [DataRow("""{"a":{"dtype":8,"shape":[4],"data_offsets":[0,4]}}""", "dtype is a number; expected a string")]
    [DataRow("""{"a":{"dtype":"U8","shape":4,"data_offsets":[0,4]}}""", "shape is a number; expected an array")]
    [DataRow("""{"a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}""", "shape holds something other than whole numbers")]
    [DataRow("""{"a":{"dtype":"U8","shape":[4.5],"data_offsets":[0,4]}}""", "shape holds something other than whole numbers")]
    [DataRow("""{"a":{"dtype":"U8","shape":["4"],"data_offsets":[0,4]}}""", "shape holds something other than whole numbers")]
    [DataRow("""{"a":{"dtype":"U8","shape":[[4]],"data_offsets":[0,4]}}""", "shape holds something other than whole numbers")]
    [DataRow("""{"a":{"dtype":"U8","shape":[18446744073709551615],"data_offsets":[0,4]}}""", "shape holds something other than whole numbers")]
    [DataRow("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "overflows")]
    [DataRow("""{"a":{"dtype":"U8","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}""", "overflows")]
    [DataRow("""{"a":{"dtype":"F64","shape":[9223372036854775807],"data_offsets":[0,0]}}""", "overflows")]
    [DataRow("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}""", "ends inside a byte")]
    [DataRow("""{"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,4],"data_offsets":[0,4]}}""", "shape holds more than 64 numbers")]
    [DataRow("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0]}}""", "data_offsets is [0]; expected a begin and an end")]
    [DataRow("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4,4]}}""", "data_offsets holds more than 2 numbers")]
    [DataRow("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""", "data_offsets is [4, 0]; expected a begin and an end")]
    [DataRow("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[-4,0]}}""", "data_offsets holds something other than whole numbers")]
    [DataRow("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,4]}}""", "spans 4 bytes; shape [4] of F32 takes 16")]
    [DataRow("""{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]}}""", "ends at byte 5 of the data, which has 4: truncated")]
    [DataRow("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[9223372036854775803,9223372036854775807]}}""", "out of range")]
    [DataRow("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "tensor 'b': data_offsets begins at byte 2 and overlaps 'a'")]
    [DataRow("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "tensor 'b': data_offsets begins at byte 2 and leaves a hole from 1")]
    [DataRow("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""", "leaves a hole from 0")]
    [DataRow("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", "has 4 bytes and the tensors take 3: a hole at the end")]
    [DataRow("{}", "has 4 bytes and the tensors take 0: a hole at the end")]
    public void A_header_that_breaks_a_rule_is_refused_with_the_rule(string header, string message) =>
        AssertRefused(SafetensorsBytes.Of(header, 1, 2, 3, 4), message);

    [TestMethod]
    [DataRow(new byte[0], "0 bytes are too few")]
    [DataRow(new byte[] { 1, 0, 0, 0, 0, 0, 0 }, "7 bytes are too few")]
    [DataRow(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "3 bytes, leads past the end of the file, which has 10")]
    [DataRow(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, (byte)'{', (byte)'}' }, "18446744073709551615 bytes, leads past the end")]
    [DataRow(new byte[] { 5, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)'}' }, "not valid JSON")]
    public void A_file_without_a_whole_header_is_refused(byte[] file, string message) => AssertRefused(file, message);

    [TestMethod]
    public void A_header_over_the_formats_limit_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        using (FileStream sparse = File.Create(folder["big.safetensors"]))
        {
            sparse.Write([0x01, 0xE1, 0xF5, 0x05, 0, 0, 0, 0]); // 100,000,001
            sparse.SetLength(200_000_000);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        SafetensorsException exception = Assert.ThrowsExactly<SafetensorsException>(() => SafetensorsFile.Open(folder["big.safetensors"]));
        Assert.IsLessThan(1_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
        StringAssert.Contains(exception.Message, "over the format's limit of 100000000");
        StringAssert.Contains(exception.Message, folder["big.safetensors"]);
    }

    [TestMethod]
    [DataRow("names")]
    [DataRow("metadata")]
    [DataRow("shapes")]
    public void A_header_that_only_costs_memory_stays_within_the_files_size_and_a_megabyte(string kind)
    {
        var header = new StringBuilder("{");
        if (kind == "metadata")
            header.Append("\"__metadata__\":{");
        for (int i = 0; i < 60_000; i++)
        {
            header.Append(i == 0 ? "" : ",").Append(kind switch
            {
                "metadata" => $"\"{i}\":\"\"",
                "shapes" => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[{string.Join(",", Enumerable.Repeat(0, 64))}],\"data_offsets\":[0,0]}}",
                _ => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}",
            });
        }
        header.Append(kind == "metadata" ? "}}" : "}");
        AssertRefused(SafetensorsBytes.Of(header.ToString()), "more names and numbers than a file of this size has use for");
    }

    [TestMethod]
    public void Thousands_of_empty_tensors_are_within_the_budget()
    {
        string[] entries = [.. Enumerable.Range(0, 2000).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}")];
        byte[] file = SafetensorsBytes.Of("{" + string.Join(",", entries) + "}");
        long before = GC.GetAllocatedBytesForCurrentThread();
        using SafetensorsFile opened = SafetensorsBytes.Open(file);
        long used = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.IsLessThan(file.Length + 1_000_000, used);
        Assert.HasCount(2000, opened.Names);
    }

    [TestMethod]
    public void Spaces_around_the_header_and_escapes_in_names_are_accepted()
    {
        using SafetensorsFile file = SafetensorsBytes.Open(SafetensorsBytes.Of("""  {"\u0061\n":{"dtype":"\u00558","shape":[],"data_offsets":[0,1]}}    """, 3));
        Assert.AreEqual("a\n", file.Names.Single());
    }

    [TestMethod]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] valid = SafetensorsBytes.Of("{" + A + "}", 1, 2, 3, 4);
        for (int length = 0; length < valid.Length; length++)
            AssertRefused(valid[..length], "stream");
    }

    private static void AssertRefused(byte[] file, string message)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        SafetensorsException exception = Assert.ThrowsExactly<SafetensorsException>(() => SafetensorsBytes.Open(file));
        Assert.IsLessThan(file.Length + 1_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
        StringAssert.Contains(exception.Message, message);
    }
}
