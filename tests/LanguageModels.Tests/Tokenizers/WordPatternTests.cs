using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class WordPatternTests
{
    [TestMethod]
    [Timeout(60_000)] // Read in more than one way, each of these takes years.
    [DataRow("?")]
    [DataRow("[^a]")]
    [DataRow("(?:a)")]
    [DataRow("a??")]
    [DataRow("[]a]")]
    [DataRow("a{1,2}?")]
    public void A_pattern_is_judged_in_linear_time(string part)
    {
        string pattern = string.Concat(Enumerable.Repeat(part, 100)) + @"\w";
        StringAssert.Contains(Assert.Throws<NotSupportedException>(() => WordPattern.For(pattern)).Message, "does not read as the original engine does");
    }

    [TestMethod]
    [DataRow("(?m)a")] // where . matches line ends, to Oniguruma
    [DataRow("a(?i)b|c")] // whose option ends at the bar there
    [DataRow("(?#a)b")]
    [DataRow("(?<n>a)")]
    [DataRow("(?(a)b|c)")]
    public void A_group_of_another_kind_is_refused(string pattern) =>
        Assert.Throws<NotSupportedException>(() => WordPattern.For(pattern));

    [TestMethod]
    public void A_pattern_of_more_than_4096_characters_is_refused()
    {
        Assert.IsNotNull(WordPattern.For(new string('a', 4096)));
        StringAssert.Contains(Assert.Throws<NotSupportedException>(() => WordPattern.For(new string('a', 4097))).Message, "has 4097 characters, and at most 4096 are supported");
    }

    [TestMethod]
    [DataRow(@"(?:a|aa)+\d")]
    [DataRow(@"(?:\p{L}|\p{L}\p{L})+\p{N}")]
    [DataRow(@"(?:[^\s]+[^\r]*)+\n")]
    public void A_pattern_that_takes_too_long_for_a_word_is_stopped(string pattern)
    {
        var words = WordPattern.For(pattern, TimeSpan.FromSeconds(0.2));
        string text = new string('a', 60) + "!5\n!"; // with what the pattern ends in, lest its absence end the search
        string message = Assert.Throws<InvalidOperationException>(() => words.Cut(text, [(0, 61)])).Message;
        StringAssert.Contains(message, "more than 0.2 seconds");
        StringAssert.Contains(message, pattern);
    }

    [TestMethod]
    public void Encoding_with_a_files_own_pattern_is_stopped_after_some_seconds()
    {
        string pattern = @"(?:\p{L}|\p{L}\p{L})+\p{N}|" + new string('x', 300);
        LanguageTokenizer tokenizer = ChatTokenizer.Load(change: json => Pattern(json, pattern));
        var clock = Stopwatch.StartNew();
        string message = Assert.Throws<InvalidOperationException>(() => tokenizer.Encode(new string('a', 60) + "!")).Message;
        Assert.IsLessThan(30.0, clock.Elapsed.TotalSeconds); // ten times the limit, for a busy machine
        StringAssert.Contains(message, "more than 3 seconds");
        StringAssert.Contains(message, pattern[..200] + "...");
    }

    [TestMethod]
    [DataRow("a")]
    [DataRow("7")]
    [DataRow(" ")]
    [DataRow("\n")]
    [DataRow("!")]
    [DataRow("é😀")]
    public void One_word_of_1_MB_is_within_the_limit_of_a_files_own_pattern(string part)
    {
        string shown = WordPattern.Shown(string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length)), out _);
        var own = WordPattern.For(WordPattern.O200k + "|zz");
        CollectionAssert.AreEqual(WordPattern.For(WordPattern.O200k).Cut(shown, [(0, shown.Length)]), own.Cut(shown, [(0, shown.Length)]));
    }

    [TestMethod]
    public void Only_published_patterns_are_kept()
    {
        Assert.AreSame(WordPattern.For(WordPattern.Qwen), WordPattern.For(WordPattern.Qwen));
        Assert.AreNotSame(WordPattern.For("abc"), WordPattern.For("abc"));
    }

    private static void Pattern(JsonObject json, string pattern) =>
        json["pre_tokenizer"]!["pretokenizers"]![0]!["pattern"]!["Regex"] = pattern;
}
