namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class TextCorpusTests
{
    [TestMethod]
    public void A_folder_is_read_with_its_subfolders_in_ordinal_order()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b.txt", "bee");
        folder.Write("a/z.md", "# Zed");
        folder.Write("B.TXT", "Upper");
        folder.Write("a/lines.jsonl", "{\"text\":\"one\"}\n\n{\"id\":3,\"text\":\"two\\n2\"}\r\n");
        folder.Write("a/ignored.csv", "1,2");
        folder.Write(".git/hidden.txt", "hidden");
        folder.Write("blank.txt", " \n");
        CollectionAssert.AreEqual(
            new[] { new TextDocument("B.TXT", "Upper"), new("a/lines.jsonl:1", "one"), new("a/lines.jsonl:3", "two\n2"), new("a/z.md", "# Zed"), new("b.txt", "bee") },
            TextCorpus.Load(folder.FullPath).ToArray());
    }

    [TestMethod]
    public void One_file_is_read_alone_and_a_byte_order_mark_is_no_text()
    {
        using var folder = new TemporaryFolder();
        folder.Write("other.txt", "other");
        var path = folder.Write("bom.txt", [0xEF, 0xBB, 0xBF, (byte)'h', (byte)'i']);
        Assert.AreEqual(new TextDocument("bom.txt", "hi"), TextCorpus.Load(path).Single());
    }

    [TestMethod]
    public void The_property_that_holds_the_text_can_be_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("x.jsonl", "{\"text\":\"no\",\"body\":\"yes\"}");
        Assert.AreEqual("yes", TextCorpus.Load(path, "body").Single().Text);
    }

    [TestMethod]
    [DataRow("{\"text\":", "not valid JSON")]
    [DataRow("[1]", "expected a JSON object, found an array")]
    [DataRow("{\"Text\":\"a\"}", "has no property 'text'")]
    [DataRow("{\"text\":5}", "property 'text' must be a string, found a number")]
    [DataRow("{\"text\":null}", "property 'text' must be a string, found null")]
    [DataRow("{\"text\":\"\\ud800\"}", "not valid JSON")]
    [DataRow("{\"text\":\"a\"}{\"text\":\"b\"}", "not valid JSON")]
    public void A_malformed_line_is_an_error_that_names_file_and_line(string line, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("x.jsonl", "{\"text\":\"fine\"}\n" + line + "\n");
        var message = Assert.ThrowsExactly<InvalidDataException>(() => TextCorpus.Load(path)).Message;
        StringAssert.Contains(message, expected, StringComparison.Ordinal);
        StringAssert.Contains(message, $"'{path}' line 2", StringComparison.Ordinal);
    }

    [TestMethod]
    public void What_is_missing_empty_of_another_kind_or_not_UTF_8_is_an_error_that_names_the_path()
    {
        using var folder = new TemporaryFolder();
        foreach (var (path, type) in new[]
        {
            (Path.Combine(folder.FullPath, "none"), typeof(FileNotFoundException)),
            (folder.Write("image.png", "x"), typeof(InvalidDataException)),
            (folder.Write("bad.txt", [0x61, 0xFF, 0xFE, 0x62]), typeof(InvalidDataException)),
            (folder.Write("empty.md", ""), typeof(InvalidDataException)),
            (Directory.CreateDirectory(Path.Combine(folder.FullPath, "void")).FullName, typeof(InvalidDataException)),
        })
        {
            var error = Assert.Throws<Exception>(() => TextCorpus.Load(path));
            Assert.AreEqual(type, error.GetType());
            StringAssert.Contains(error.Message, path, StringComparison.Ordinal);
        }
    }

    [TestMethod]
    [TestCategory("Machine")] // the machine decides whether it applies
    public void A_folder_that_links_to_itself_is_read_once()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Links need rights on Windows.");
        using var folder = new TemporaryFolder();
        folder.Write("a.txt", "a");
        Directory.CreateSymbolicLink(Path.Combine(folder.FullPath, "loop"), folder.FullPath);
        Assert.HasCount(1, TextCorpus.Load(folder.FullPath));
    }
}
