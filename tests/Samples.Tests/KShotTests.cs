using AngleSharp.Html.Parser;

namespace ResearchML.Samples.Tests;

/// <summary>The sample of k-shot training on data whose truth is known.</summary>
[TestClass]
public sealed class KShotTests
{
    [TestMethod]
    public void A_seed_is_trained_and_shown_beside_the_five_of_the_study()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = Sample.Run("KShot", "--steps", "3", "--output", folder.FullPath);
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "no model can have more than 0.920"); // of a Zipf law with exponent 1.5 over 64 answers, by scipy
        StringAssert.Contains(output, "fixed data, stopped early, pass@64: +0.019 [+0.011, +0.027] over 5 seeds: k-shot training gains.");
        var page = new HtmlParser().ParseDocument(File.ReadAllText(folder["k-shot.html"]));
        Assert.HasCount(3, page.QuerySelectorAll("figure"));
        string[] lines = File.ReadAllLines(folder["k-shot.csv"]);
        Assert.HasCount(1 + 3 * 3 * 2, lines); // trained for, read for, two moments
        foreach (string line in lines.Skip(1))
        {
            double[] passes = [.. line.Split(',').Skip(7).Select(c => double.Parse(c, System.Globalization.CultureInfo.InvariantCulture))];
            Assert.HasCount(9, passes);
            Assert.IsTrue(passes[0] > 0 && passes[^1] < 1 && passes.Zip(passes.Skip(1)).All(p => p.First < p.Second), line);
        }
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_numbers()
    {
        using var folder = new TemporaryFolder();
        foreach (string run in new[] { "a", "b" })
            Assert.AreEqual(0, Sample.Run("KShot", "--steps", "2", "--seed", "7", "--data", "fresh", "--output", folder[run]).ExitCode);
        Assert.AreEqual(File.ReadAllText(folder["a/k-shot.csv"]), File.ReadAllText(folder["b/k-shot.csv"]));
    }

    [TestMethod]
    public void A_number_of_steps_that_is_none_is_refused()
    {
        var (exitCode, output) = Sample.Run("KShot", "--steps", "0");
        Assert.AreEqual(1, exitCode, output);
        StringAssert.Contains(output, "--steps must be a whole number from 1 to 100000, but is '0'.");
    }
}
