using System.Text.RegularExpressions;

namespace ResearchML.Transforms.Tests;

/// <summary>Grades counted by hand; numbers and choices are in <see cref="NumericVerifierTests"/> and <see cref="MultipleChoiceVerifierTests"/>.</summary>
[TestClass]
public sealed class VerifierTests
{
    [TestMethod]
    [DataRow("Paris", "Paris", true, false, true)]
    [DataRow(" Paris\n", "Paris", true, false, true)]
    [DataRow("Paris", "\tParis ", true, false, true)]
    [DataRow("paris", "Paris", true, false, false)]
    [DataRow("paris", "Paris", true, true, true)]
    [DataRow(" Paris", "Paris", false, false, false)]
    [DataRow(" ", " ", false, false, true)]
    [DataRow("Paris.", "Paris", true, true, false)]
    [DataRow("", "Paris", true, true, false)]
    [DataRow("Pa\0ris", "Pa\0ris", true, false, true)]
    [DataRow("strasse", "straße", true, true, false)]
    [DataRow("I", "ı", true, true, false)]
    public void Exact_compares_character_by_character(string response, string answer, bool trim, bool ignoreCase, bool correct) =>
        Assert.AreEqual(correct, Verifier.Exact("Answer", trim, ignoreCase).IsCorrect(response, answer));

    [TestMethod]
    [DataRow("", true)]
    [DataRow(" \n", true)]
    [DataRow("", false)]
    public void An_empty_answer_is_refused(string answer, bool trim) =>
        Assert.AreEqual("the answer is empty", Assert.ThrowsExactly<FormatException>(() => Verifier.Exact("Answer", trim).IsCorrect("", answer)).Message);

    [TestMethod]
    [DataRow("^(yes|ja)$", RegexOptions.None, "yes", true)]
    [DataRow("^(yes|ja)$", RegexOptions.None, "YES", false)]
    [DataRow("^(yes|ja)$", RegexOptions.IgnoreCase, "YES", true)]
    [DataRow("^b$", RegexOptions.None, "a\nb\nc", false)]
    [DataRow("^b$", RegexOptions.Multiline, "a\nb\nc", true)]
    [DataRow("a.b", RegexOptions.Singleline, "a\nb", true)]
    [DataRow("", RegexOptions.None, "", true)]
    public void A_pattern_without_answers_is_correct_where_it_matches(string pattern, RegexOptions options, string response, bool correct) =>
        Assert.AreEqual(correct, Verifier.Regex(pattern, options: options).IsCorrect(response));

    [TestMethod]
    [DataRow("[0-9]+", "12, then 42", "42", true)] // the whole of the last match
    [DataRow("[0-9]+", "42, then 12", "42", false)]
    [DataRow("x = ([0-9]+)", "x = 4; x = 42", " 42 ", true)] // its first group
    [DataRow("(x|y) = (?<answer>[0-9]+)", "y = 42", "42", true)] // the group of that name
    [DataRow("(x|y) = (?<answer>[0-9]+)", "y = 42", "y", false)]
    [DataRow("x = ([0-9]+)?", "x = ", "42", false)] // a group that took no part
    [DataRow("[0-9]+", "none", "42", false)]
    [DataRow(".*", "a+b", "a+b", false)] // the last match is the empty one at the end
    [DataRow(".+", "a+b", "a+b", true)] // an answer is no pattern
    public void A_pattern_with_answers_is_correct_where_its_last_match_is_the_answer(string pattern, string response, string answer, bool correct) =>
        Assert.AreEqual(correct, Verifier.Regex(pattern, "Answer").IsCorrect(response, answer));

    [TestMethod]
    [DataRow("(?=a)", "needs backtracking")]
    [DataRow("(?<!a)b", "needs backtracking")]
    [DataRow(@"(a)\1", "needs backtracking")]
    [DataRow("(?>a)", "needs backtracking")]
    [DataRow("(a)?(?(1)b|c)", "needs backtracking")]
    [DataRow("(?:a{1,1000}){1,1000}", "or is too large to be matched without")]
    [DataRow("(", "is no pattern")]
    public void A_pattern_that_cannot_run_in_linear_time_is_refused_where_it_is_made(string pattern, string reason)
    {
        ArgumentException e = Assert.ThrowsExactly<ArgumentException>(() => Verifier.Regex(pattern));
        StringAssert.Contains(e.Message, reason);
        StringAssert.Contains(e.Message, $"'{pattern}'");
        Assert.AreEqual("pattern", e.ParamName);
    }

    [TestMethod]
    [DataRow(RegexOptions.RightToLeft)]
    [DataRow(RegexOptions.ECMAScript)]
    [DataRow(RegexOptions.Compiled)]
    public void Other_options_of_patterns_are_refused(RegexOptions options) =>
        Assert.AreEqual("options", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Verifier.Regex("a", options: options)).ParamName);

    [TestMethod]
    public void A_pattern_that_explodes_where_it_backtracks_ends_here() =>
        Assert.IsFalse(Verifier.Regex("^(a+)+$").IsCorrect(new string('a', 100_000) + "!"));

    [TestMethod]
    public void A_pattern_each_of_whose_matches_reads_to_the_end_ends_here()
    {
        Verifier verifier = Verifier.Regex("(?s)a.*b|a", "Answer");
        Assert.IsTrue(verifier.IsCorrect(new string('a', 1_000_000), "a"));
        Assert.IsTrue(Verifier.Regex(@"#### (\d+)", "Answer").IsCorrect("#### 41" + new string(' ', 100_000) + "#### 42" + new string(' ', 10_000), "42"));
        Assert.IsTrue(Verifier.Regex(@"#### (\d+)", "Answer").IsCorrect("#### 41" + new string(' ', 100_000), "41"), "the first, where the end has none");
        Assert.IsFalse(Verifier.Regex("^a", "Answer").IsCorrect("b" + new string('a', 100_000), "a"), "the begin stays the begin");
    }

    [TestMethod]
    public void A_delegate_is_given_the_response_and_the_answer()
    {
        Verifier verifier = Verifier.Delegate("starts", (response, answer) => response.StartsWith(answer, StringComparison.Ordinal), "Answer");
        Assert.IsTrue(verifier.IsCorrect("Paris, of course", "Paris"));
        Assert.IsFalse(verifier.IsCorrect("Of course Paris", "Paris"));
        Assert.IsTrue(Verifier.Delegate("any", (_, answer) => answer.Length == 0).IsCorrect("x"));
    }

    [TestMethod]
    public void Bad_arguments_are_named()
    {
        Assert.AreEqual("answerColumnName", Assert.ThrowsExactly<ArgumentException>(() => Verifier.Exact("")).ParamName);
        Assert.AreEqual("answerColumnName", Assert.ThrowsExactly<ArgumentNullException>(() => Verifier.Numeric(null!)).ParamName);
        Assert.AreEqual("answerColumnName", Assert.ThrowsExactly<ArgumentException>(() => Verifier.Regex("a", "")).ParamName);
        Assert.AreEqual("pattern", Assert.ThrowsExactly<ArgumentNullException>(() => Verifier.Regex(null!)).ParamName);
        Assert.AreEqual("optionsColumnName", Assert.ThrowsExactly<ArgumentException>(() => Verifier.MultipleChoice("Answer", "")).ParamName);
        Assert.AreEqual("name", Assert.ThrowsExactly<ArgumentException>(() => Verifier.Delegate("", (_, _) => true)).ParamName);
        Assert.AreEqual("isCorrect", Assert.ThrowsExactly<ArgumentNullException>(() => Verifier.Delegate("a", null!)).ParamName);
        foreach (double tolerance in new[] { -1, double.NaN, double.PositiveInfinity })
            Assert.AreEqual("tolerance", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Verifier.Numeric("Answer", tolerance)).ParamName);
        foreach (int options in new[] { -1, 0, 1, 27 })
            Assert.AreEqual("options", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Verifier.MultipleChoice("Answer", options)).ParamName);
    }
}
