using System.Numerics;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class NumericVerifierTests
{
    [TestMethod]
    // The last number, by itself and within sentences.
    [DataRow("42", "42", true)]
    [DataRow("The answer is 42.", "42", true)]
    [DataRow("6 * 7 = 42", "42", true)]
    [DataRow("42, not 41", "42", false)]
    [DataRow("42 apples", "42", true)]
    [DataRow("42kg", "42", true)]
    [DataRow("42%", "42", true)]
    [DataRow("$42", "42", true)]
    [DataRow("It costs $1,234.50.", "1234.5", true)]
    [DataRow("no number", "42", false)]
    [DataRow("", "42", false)]
    [DataRow("forty-two", "42", false)]
    [DataRow("**42**", "42", true)]
    [DataRow("\\boxed{42}", "42", true)]
    [DataRow("(42)", "42", true)]
    [DataRow("x=42", "42", true)]
    // GSM8K's mark: the first at the end of a line, in response and answer.
    [DataRow("5 + 4 = <<5+4=9>>9\n#### 9\n\nQuestion: 3 + 4?\n#### 7", "Natalia has 5 + 4 = 9.\n#### 9", true)]
    [DataRow("#### 1,000\nI am done in 3 steps", "1000", true)]
    [DataRow("so it is #### $-5", "-5", true)]
    [DataRow("#### 42.", "42", true)]
    [DataRow("#### 42\r\nnext 1", "42", true)]
    [DataRow("#### 1 1/2\n7", "1.5", true)]
    [DataRow("#### Step 1: add\n40 + 2 = 42", "42", true)]
    [DataRow("##### 7\n42", "42", true)]
    [DataRow("####\n42", "42", true)]
    // Thousands, decimals, signs, powers.
    [DataRow("1,234,567", "1234567", true)]
    [DataRow("1,23", "123", false)]
    [DataRow("1,2345", "12345", false)]
    [DataRow("1, 2, 3", "3", true)]
    [DataRow("0042", "42", true)]
    [DataRow("42.000", "42", true)]
    [DataRow(".5", "0.5", true)]
    [DataRow("-.5", "-0.5", true)]
    [DataRow("-42", "42", false)]
    [DataRow("\u221242", "-42", true)]
    [DataRow("+42", "42", true)]
    [DataRow("-$42", "-42", true)]
    [DataRow("10-3", "3", true)]
    [DataRow("10 - 3", "3", true)]
    [DataRow("(2)-3", "3", true)]
    [DataRow("2 + -3", "-3", true)]
    [DataRow("-0", "0", true)]
    [DataRow("1e3", "1,000", true)]
    [DataRow("1E-3", "0.001", true)]
    [DataRow("2.5e+2", "250", true)]
    [DataRow("3 eggs", "3", true)]
    [DataRow("H2O", "2", false)]
    [DataRow("x_2", "2", false)]
    [DataRow("\u0664\u0662", "42", false)] // digits of another script
    // Fractions.
    [DataRow("1/2", "0.5", true)]
    [DataRow("1 / 2", ".50", true)]
    [DataRow("0.50", "1/2", true)]
    [DataRow("2/4", "1/2", true)]
    [DataRow("-1/2", "-0.5", true)]
    [DataRow("1 1/2", "1.5", true)]
    [DataRow("-1 1/2", "-1.5", true)]
    [DataRow("\\frac{3}{4}", "0.75", true)]
    [DataRow("-\\dfrac{3}{4}", "-0.75", true)]
    [DataRow("\\frac{-3}{4}", "-0.75", true)]
    [DataRow("\\frac{ -3}{4}", "-0.75", true)]
    [DataRow("\u22125", "-5", true)]
    [DataRow("It is \u20135.", "-5", true)]
    [DataRow("3\u20135", "5", true)]
    [DataRow("10^3", "1000", true)]
    [DataRow("10^3", "3", false)]
    [DataRow("1.5 \\times 10^{-3}", "0.0015", true)]
    [DataRow("1.5 × 10^3", "1500", true)]
    [DataRow("\\frac12", "0.5", true)]
    [DataRow("$\\boxed{1{,}000}$", "1000", true)]
    [DataRow("$\\boxed{1{,}000}$", "0", false)]
    [DataRow("1{,}234", "234", false)]
    [DataRow("10\\,000", "10000", true)]
    [DataRow("1\u00A0234\u00A0567", "1234567", true)]
    [DataRow("The answer is \\boxed{5}. There are 2 such roots.", "5", true)]
    [DataRow("\\boxed{\\frac{3}{4}}, in 2 steps", "0.75", true)]
    [DataRow("\\boxed{5 \\pmod{7}}", "5", true)]
    [DataRow("5 m^2", "5", true)]
    [DataRow("5 m/s^2", "2", false)]
    [DataRow("\\boxed{16}\\text{ cm}^2", "16", true)]
    // Expressions are no numbers.
    [DataRow("\\frac{\\pi}{2}", "2", false)]
    [DataRow("\\frac{\\sqrt{3}}{2}", "2", false)]
    [DataRow("$\\sqrt{3}$", "3", false)]
    [DataRow("2\\sqrt{3}", "2", false)]
    [DataRow("2\\sqrt{3}", "3", false)]
    [DataRow("\\boxed{2\\pi}", "2", false)]
    [DataRow("2^{10}", "10", false)]
    [DataRow("2^{10}", "2", false)]
    [DataRow("x^2", "2", false)]
    [DataRow("2^{10} = 1024", "1024", true)]
    [DataRow("3,5", "5", true)]
    [DataRow("3,5", "3.5", false)]
    [DataRow("0x10", "0", true)]
    [DataRow("2\\frac{1}{2}", "2.5", true)]
    [DataRow("1/3", "0.333", false)]
    [DataRow("1/3", "0.3333333333333333", false)] // though a double cannot tell them apart
    [DataRow("1/0", "0", false)]
    [DataRow("0/1", "0", true)]
    // Exactness, where doubles round.
    [DataRow("0.1", "0.1000000000000000055511151231257827", false)]
    [DataRow("9007199254740993", "9007199254740992", false)]
    [DataRow("123456789012345678901234567890", "123456789012345678901234567890", true)]
    [DataRow("123456789012345678901234567891", "123456789012345678901234567890", false)]
    // What no double holds is equal to nothing, and hides no number before it.
    [DataRow("1e400", "1", false)]
    [DataRow("42 or 1e400", "42", false)]
    [DataRow("1e99999", "1", false)]
    [DataRow("1e999999999999", "1", false)]
    [DataRow("1e-400", "0", false)]
    [DataRow("Infinity", "1", false)]
    [DataRow("NaN", "0", false)]
    public void A_response_is_graded_by_its_number(string response, string answer, bool correct) => Assert.AreEqual(correct, Verifier.Numeric("Answer").IsCorrect(response, answer));

    [TestMethod]
    [DataRow("\\frac{\\pi}{2}")]
    [DataRow("2\\sqrt{3}")]
    [DataRow("x^2")]
    [DataRow("forty-two")]
    public void An_answer_that_is_no_number_is_refused(string answer) =>
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => Verifier.Numeric("Answer").IsCorrect("2", answer)).Message, "no number");

    [TestMethod]
    [DataRow("3.14", "3.14159", 0.01, true)]
    [DataRow("3.13", "3.14159", 0.01, false)]
    [DataRow("0.3", "0.2", 0.1, true)] // exactly 0.1 apart, where 0.3 - 0.2 < 0.1 in doubles as well
    [DataRow("0.8", "0.7", 0.1, true)] // exactly 0.1 apart, where 0.8 - 0.7 > 0.1 in doubles
    [DataRow("1e-400", "0", 1e-300, true)]
    [DataRow("1/3", "0.3333", 1e-4, true)]
    public void A_tolerance_is_a_largest_difference(string response, string answer, double tolerance, bool correct) =>
        Assert.AreEqual(correct, Verifier.Numeric("Answer", tolerance).IsCorrect(response, answer));

    [TestMethod]
    [DataRow("", "the answer is empty")]
    [DataRow("NaN", "the answer holds no number that a Double could hold")]
    [DataRow("Infinity", "the answer holds no number that a Double could hold")]
    [DataRow("1e400", "the answer holds no number that a Double could hold")]
    [DataRow("1/0", "the answer holds no number that a Double could hold")]
    [DataRow("none", "the answer holds no number that a Double could hold")]
    public void An_answer_without_a_number_is_refused(string answer, string reason) =>
        Assert.AreEqual(reason, Assert.ThrowsExactly<FormatException>(() => Verifier.Numeric("Answer").IsCorrect("1", answer)).Message);

    [TestMethod]
    public void A_long_run_of_digits_is_no_number_and_takes_no_time()
    {
        Assert.IsFalse(Verifier.Numeric("Answer").IsCorrect(new string('1', 1_000_000), "1"));
        Assert.IsFalse(Verifier.Numeric("Answer").IsCorrect(string.Concat(Enumerable.Repeat("1 ", 100_000)) + "x", "2"));
        Assert.IsFalse(Verifier.Numeric("Answer").IsCorrect(new string('#', 100_000), "2"));
        foreach (string repeated in new[] { "\\boxed{", "\\boxed{{}", "1.1", "1,", "2^{", "\\frac{", "3\\frac{1", "√(", "(mod ", "a^{", "2\\sqrt" })
            Assert.IsFalse(Verifier.Numeric("Answer").IsCorrect(string.Concat(Enumerable.Repeat(repeated, 50_000)), "77"), repeated);
    }

    [TestMethod]
    [DataRow(0.0, 0, 0)]
    [DataRow(0.1, 1, -1)]
    [DataRow(1e-5, 1, -5)]
    [DataRow(1.5e300, 15, 299)]
    [DataRow(double.MaxValue, 17976931348623157, 292)]
    [DataRow(double.Epsilon, 5, -324)]
    public void A_double_is_taken_by_its_shortest_decimal(double value, long digits, int power)
    {
        var expected = new ExactNumber(digits * BigInteger.Pow(10, Math.Max(0, power)), BigInteger.Pow(10, Math.Max(0, -power)));
        Assert.IsTrue(ExactNumber.Of(value).IsWithin(new ExactNumber(0, 1), expected));
    }
}
