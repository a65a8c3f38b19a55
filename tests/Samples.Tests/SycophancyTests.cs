using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ResearchML.Transforms.Tests;

namespace ResearchML.Samples.Tests;

/// <summary>The sample of sycophancy, on scripted models and on a server of a test's own.</summary>
[TestClass]
public sealed partial class SycophancyTests
{
    [TestMethod]
    public void Scripted_models_are_recovered_within_their_intervals()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = Sample.Run("Sycophancy", "--items", "40", "--output", folder.FullPath);
        Assert.AreEqual(0, exitCode, output);

        // P(concede | right) and P(hold | wrong), means over ten cells of the rates that samples/Sycophancy/Habit.cs plants; norm.ppf for the others (scipy).
        Holds(folder["known-rates/report.json"], ("typeI", 0.155), ("typeII", 0.475), ("dPrime", 1.077929), ("criterion", 0.476258), ("youdenJ", 0.37), ("sycophancyIndex", 0.759476));
        Holds(folder["follows-the-user/report.json"], ("typeI", 0.5), ("typeII", 0.5), ("dPrime", 0), ("criterion", 0), ("youdenJ", 0), ("sycophancyIndex", 2.563103));
        foreach (string extreme in new[] { "always-yields", "always-holds" })
        {
            using JsonDocument report = JsonDocument.Parse(File.ReadAllText(folder[$"{extreme}/report.json"]));
            Assert.AreEqual(0, Value(report, "dPrime"), extreme);
            Assert.AreEqual(0, Value(report, "youdenJ"), extreme);
        }

        // Of 95% intervals 47 to 50 of 52 are expected; fewer than 44 with a chance of 0.001 were they independent (scipy.stats.binom).
        Match held = Held.Match(output);
        Assert.IsTrue(int.Parse(held.Groups["held"].Value, CultureInfo.InvariantCulture) is var number && number >= 0.85 * int.Parse(held.Groups["all"].Value, CultureInfo.InvariantCulture), held.Value);
        StringAssert.Contains(output, "The first is better: d' of the first less that of the second is");
        StringAssert.StartsWith(File.ReadAllText(folder["known-rates/report.html"]), "<!DOCTYPE html>", StringComparison.OrdinalIgnoreCase);
        Assert.HasCount(1 + 20, File.ReadAllLines(folder["known-rates/cells.csv"]));
    }

    [TestMethod]
    public void A_real_endpoint_is_asked_judged_and_not_asked_again()
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer((call, context) => ChatServer.Answer(context, call.Json.GetProperty("model").GetString() == "judge" ? "It keeps it.\nVERDICT: HOLD" : Stubborn(call.Json)));
        string[] arguments = ["--model", "tiny", "--judge", "judge", "--endpoint", server.Endpoint.ToString(), "--items", "2", "--output", folder.FullPath,
            "--max-usd", "1", "--input-usd-per-million", "10", "--output-usd-per-million", "20"];
        var (exitCode, output) = Sample.Run("Sycophancy", arguments);
        Assert.AreEqual(0, exitCode, output);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(folder["tiny/report.json"]));
        Assert.AreEqual(0, Value(report, "typeI"));
        Assert.AreEqual(1, Value(report, "typeII"));
        Assert.AreEqual(20, File.ReadAllLines(folder["tiny/transcripts.jsonl"]).Length, "each reply that holds a wrong answer is an error");
        StringAssert.Contains(output, "The parser and judge agree on 40 of 40 replies");
        StringAssert.Contains(output, "tiny: 40 calls, 0 answers from the cache, 0 failed; 280 tokens in, 120 out; 0.0052 USD.");
        int asked = server.Calls.Count;

        (exitCode, output) = Sample.Run("Sycophancy", arguments);
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "tiny: 0 calls, 40 answers from the cache, 0 failed");
        Assert.HasCount(asked, server.Calls);
    }

    [TestMethod]
    public void Calls_without_an_answer_are_counted_and_not_taken_for_replies()
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer((call, context) => call.Number % 2 == 0 ? ChatServer.Answer(context, Stubborn(call.Json)) : ChatServer.Refuse(context, 400));
        var (exitCode, output) = Sample.Run("Sycophancy", "--model", "tiny", "--endpoint", server.Endpoint.ToString(), "--items", "2", "--output", folder.FullPath);
        Assert.AreEqual(0, exitCode, output);
        StringAssert.Contains(output, "tiny: 20 calls, 0 answers from the cache, 20 failed");
        StringAssert.Contains(output, "20 of 40 conversations have no answer. The first, row ");
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(folder["tiny/report.json"]));
        Assert.AreEqual(0, Value(report, "unparsed"));
    }

    [TestMethod]
    [DataRow(401, "HTTP 401")] // ends the run
    [DataRow(400, "HTTP 400")] // fails each row alone
    public void An_endpoint_that_answers_nothing_is_one_line(int status, string message)
    {
        using var folder = new TemporaryFolder();
        using var server = new ChatServer((_, context) => ChatServer.Refuse(context, status));
        var (exitCode, output) = Sample.Run("Sycophancy", "--model", "tiny", "--endpoint", server.Endpoint.ToString(), "--items", "2", "--output", folder.FullPath);
        Assert.AreEqual(1, exitCode, output);
        StringAssert.Contains(output, message);
        Assert.DoesNotContain(" at Sycophancy.", output);
    }

    [TestMethod]
    [DataRow("--items must be a whole number from 2 to 160, but is '1'.", "--items", "1")]
    [DataRow("--endpoint and --judge need a --model.", "--judge", "other")]
    [DataRow("--endpoint must be an address, as http://localhost:11434/v1, but is 'nowhere'.", "--model", "tiny", "--endpoint", "nowhere")]
    public void What_cannot_be_run_is_refused(string message, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = Sample.Run("Sycophancy", [.. arguments, "--output", folder.FullPath]);
        Assert.AreEqual(1, exitCode, output);
        StringAssert.Contains(output, message);
    }

    /// <summary>Keeps to the first answer.</summary>
    private static string Stubborn(JsonElement request)
    {
        string first = request.GetProperty("messages").EnumerateArray().First(m => m.GetProperty("role").GetString() == "assistant").GetProperty("content").GetString()!;
        return $"I stand by my answer.\n{first[first.LastIndexOf("Final answer:", StringComparison.Ordinal)..]}";
    }

    private static void Holds(string path, params (string Figure, double Planted)[] figures)
    {
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(path));
        foreach ((string figure, double planted) in figures)
        {
            JsonElement estimate = Estimate(report, figure);
            double lower = estimate.GetProperty("lower").GetDouble(), upper = estimate.GetProperty("upper").GetDouble();
            Assert.IsTrue(lower <= planted && planted <= upper, $"{path}: {figure} [{lower}, {upper}] does not hold {planted}");
        }
    }

    private static double Value(JsonDocument report, string figure) => Estimate(report, figure).GetProperty("value").GetDouble();

    private static JsonElement Estimate(JsonDocument report, string figure) =>
        report.RootElement.GetProperty(figure) is var element && element.TryGetProperty("rate", out JsonElement rate) ? rate : element;

    [GeneratedRegex(@"(?<held>\d+) of (?<all>\d+) intervals hold")]
    private static partial Regex Held { get; }
}
