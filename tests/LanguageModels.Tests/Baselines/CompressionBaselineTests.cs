using System.IO.Compression;
using System.Text;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class CompressionBaselineTests
{
    private static readonly string[] Documents = [.. Enumerable.Range(0, 50).Select(i => $"Document {i} says that the quick brown fox jumps over lazy dog {i * 7 % 13}.")];

    [TestMethod]
    public void Gzip_counts_the_bits_of_the_joined_documents_per_byte_of_the_documents()
    {
        var joined = Encoding.UTF8.GetBytes(string.Join('\n', Documents));
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
            gzip.Write(joined);
        Assert.AreEqual(8.0 * compressed.ToArray().Length / (joined.Length - 49), CompressionBaseline.GzipBitsPerByte(Documents));
    }

    [TestMethod]
    public void Compressing_together_is_smaller_than_each_alone_and_brotli_smaller_than_gzip()
    {
        Assert.IsLessThan(CompressionBaseline.GzipBitsPerByte(Documents, eachAlone: true), CompressionBaseline.GzipBitsPerByte(Documents));
        Assert.IsLessThan(CompressionBaseline.BrotliBitsPerByte(Documents, eachAlone: true), CompressionBaseline.BrotliBitsPerByte(Documents));
        Assert.IsLessThan(CompressionBaseline.GzipBitsPerByte(Documents), CompressionBaseline.BrotliBitsPerByte(Documents));
    }

    [TestMethod]
    public void Brotlis_window_reaches_where_gzips_does_not()
    {
        var random = new Random(1);
        var noise = new string([.. Enumerable.Range(0, 100_000).Select(_ => (char)random.Next('!', '~'))]);
        Assert.IsLessThan(0.55, CompressionBaseline.BrotliBitsPerByte([noise, noise]) / CompressionBaseline.BrotliBitsPerByte([noise]));
        Assert.IsGreaterThan(0.95, CompressionBaseline.GzipBitsPerByte([noise, noise]) / CompressionBaseline.GzipBitsPerByte([noise]));
    }

    [TestMethod]
    public void No_text_is_an_error()
    {
        Assert.ThrowsExactly<ArgumentException>(() => CompressionBaseline.GzipBitsPerByte([]));
        Assert.ThrowsExactly<ArgumentException>(() => CompressionBaseline.BrotliBitsPerByte([""]));
        Assert.ThrowsExactly<ArgumentNullException>(() => CompressionBaseline.GzipBitsPerByte(null!));
    }
}
