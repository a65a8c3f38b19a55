using System.Globalization;
using AngleSharp.Html.Parser;

namespace ResearchML.Samples.Tests;

/// <summary>The sample of four ways to read a small corpus many times.</summary>
[TestClass]
public sealed class SentencePermutationTests
{
    [TestMethod]
    public void Four_arms_read_as_many_tokens_and_the_report_shows_a_documents_dependences()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = Sample.Run("SentencePermutation", "--copies", "2", "--output", folder.FullPath);
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "attention DAG minus random DAG:");
        StringAssert.Contains(output, "decoding takes");
        var page = new HtmlParser().ParseDocument(File.ReadAllText(folder["sentence-permutation.html"]));
        Assert.HasCount(2, page.QuerySelectorAll("figure"));
        string[][] rows = [.. File.ReadAllLines(folder["sentence-permutation.csv"]).Skip(1).Select(line => line.Split(','))];
        CollectionAssert.AreEqual(new[] { "repeat", "shuffle", "random DAG", "attention DAG" }, rows.Select(r => r[1]).ToArray());
        Assert.HasCount(1, rows.Select(r => r[2]).Distinct().ToArray());
        Assert.HasCount(4, rows.Select(r => r[3]).Distinct().ToArray(), "the arms read different orders");
        foreach (string[] row in rows)
            Assert.IsTrue(double.Parse(row[3], CultureInfo.InvariantCulture) is > 1 and < 8, string.Join(',', row));
    }

    [TestMethod]
    public void Copies_that_are_too_few_are_refused()
    {
        var (exitCode, output) = Sample.Run("SentencePermutation", "--copies", "1");
        Assert.AreEqual(1, exitCode, output);
        StringAssert.Contains(output, "--copies must be a whole number from 2 to 1000, but is '1'.");
    }

    [TestMethod]
    public void Quickstart_permutes_sentences_before_any_objective()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = Sample.Run("Quickstart", "--minutes", "0.02", "--augment", "permute", "--objective", "k-shot", "--output", folder.FullPath);
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "(k-shot, sentences permuted)");
        StringAssert.Contains(output, "the same to the last bit");
        StringAssert.Contains(File.ReadAllText(folder["quickstart.html"]), "the sentences of its documents permuted");
    }
}
