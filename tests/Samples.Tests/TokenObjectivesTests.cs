using AngleSharp.Html.Parser;

namespace ResearchML.Samples.Tests;

/// <summary>The sample of four objectives on text.</summary>
[TestClass]
public sealed class TokenObjectivesTests
{
    [TestMethod]
    public void Each_objective_is_trained_for_a_time_and_for_the_tokens_of_next_token_training()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = Sample.Run("TokenObjectives", "--seconds", "0.3", "--output", folder.FullPath);
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "equal tokens, multi-token (4 heads): bits per byte");
        var page = new HtmlParser().ParseDocument(File.ReadAllText(folder["token-objectives.html"]));
        Assert.HasCount(2, page.QuerySelectorAll("figure"));
        string[][] rows = [.. File.ReadAllLines(folder["token-objectives.csv"]).Skip(1).Select(line => line.Split(','))];
        Assert.HasCount(8, rows); // four objectives for a time, then for tokens
        Assert.HasCount(1, rows.Skip(4).Select(r => r[3]).Distinct().ToArray());
        Assert.AreEqual(rows[0][3], rows[4][3]);
        foreach (string[] row in rows)
            Assert.IsTrue(double.Parse(row[5], System.Globalization.CultureInfo.InvariantCulture) is > 1 and < 10, string.Join(',', row));
    }

    [TestMethod]
    public void Seconds_that_are_none_are_refused()
    {
        var (exitCode, output) = Sample.Run("TokenObjectives", "--seconds", "-1");
        Assert.AreEqual(1, exitCode, output);
        StringAssert.Contains(output, "--seconds must be a number, more than 0 and at most 100000, but is '-1'.");
    }
}
