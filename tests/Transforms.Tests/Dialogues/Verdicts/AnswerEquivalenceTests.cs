namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class AnswerEquivalenceTests
{
    [TestMethod]
    [DataRow("42", "42.")]
    [DataRow("1,000", "1000")]
    [DataRow("one thousand", "1000")]
    [DataRow("forty-two", "42")]
    [DataRow("one hundred and five", "105")]
    [DataRow("nineteen forty-five", "1945")]
    [DataRow("minus five", "-5")]
    [DataRow("1/2", "0.5")]
    [DataRow("50%", "0.5")]
    [DataRow("50%", "1/2")]
    [DataRow("1 1/2", "1.5")]
    [DataRow("1/3", "0.33")]
    [DataRow("6.02214076e23", "6.02214076 × 10^23")]
    [DataRow("600,000", "6e5")]
    [DataRow("3.14", "3.14159")]
    [DataRow("3 million", "3000000")]
    [DataRow("1 km", "1000 m")]
    [DataRow("5 kilometers", "5 km")]
    [DataRow("100 °C", "212 °F")]
    [DataRow("100 degrees Celsius", "100 °C")]
    [DataRow("1 mile", "1.609 km")]
    [DataRow("42", "42 km")]
    [DataRow("10 cents", "$0.10")]
    [DataRow("9:05 pm", "21:05")]
    [DataRow("2 p.m.", "14:00")]
    [DataRow("July 4, 1776", "1776-07-04")]
    [DataRow("4 July 1776", "the 4th of July 1776")]
    [DataRow("July 1776", "4 July 1776")]
    [DataRow("B", "(b)")]
    [DataRow("option B", "B) Paris")]
    [DataRow("Yes", "true")]
    [DataRow("Paris", "paris")]
    [DataRow("The Hague", "Hague")]
    [DataRow("Canberra", "Canberra, Australia")]
    [DataRow("**Au**", "Au")]
    [DataRow("x = 3", "3")]
    public void These_mean_the_same(string a, string b)
    {
        Assert.IsTrue(AnswerEquivalence.Same(a, b));
        Assert.IsTrue(AnswerEquivalence.Same(b, a));
        Assert.IsTrue(AnswerEquivalence.Same(a, a));
    }

    [TestMethod]
    [DataRow("42", "43")]
    [DataRow("42", "142")]
    [DataRow("42", "4.2")]
    [DataRow("42", "-42")]
    [DataRow("0.5", "0.53")]
    [DataRow("1/3", "0.34")]
    [DataRow("1.5", "15")]
    [DataRow("1 km", "1 m")]
    [DataRow("1 km", "1 kg")]
    [DataRow("1 mile", "2 km")]
    [DataRow("1945", "1946")]
    [DataRow("3.14", "3.15159")]
    [DataRow("9:05 am", "21:05")]
    [DataRow("July 4, 1776", "July 5, 1776")]
    [DataRow("July 4, 1776", "July 4, 1777")]
    [DataRow("44 BC", "44")]
    [DataRow("B", "C")]
    [DataRow("B", "Paris")]
    [DataRow("Yes", "No")]
    [DataRow("Paris", "not Paris")]
    [DataRow("Paris", "Lyon")]
    [DataRow("H2O", "2")]
    [DataRow("HO2", "H2O")]
    [DataRow("Paris or Lyon", "Paris")]
    [DataRow("", "")]
    [DataRow(" ", "42")]
    public void These_do_not(string a, string b)
    {
        Assert.IsFalse(AnswerEquivalence.Same(a, b));
        Assert.IsFalse(AnswerEquivalence.Same(b, a));
    }

    [TestMethod]
    public void Null_is_refused()
    {
        Assert.AreEqual("a", Assert.ThrowsExactly<ArgumentNullException>(() => AnswerEquivalence.Same(null!, "")).ParamName);
        Assert.AreEqual("b", Assert.ThrowsExactly<ArgumentNullException>(() => AnswerEquivalence.Same("", null!)).ParamName);
    }
}
