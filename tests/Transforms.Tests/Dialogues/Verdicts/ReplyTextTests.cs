namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class ReplyTextTests
{
    [TestMethod]
    public void Of_a_long_reply_the_end_is_read()
    {
        string filler = string.Concat(Enumerable.Repeat("And so on. ", ReplyText.MostLength / 11 + 1));
        Assert.AreEqual(VerdictKind.Hold, VerdictParser.Parse($"You're right, it is 43. {filler}\nFinal answer: 42\nConfidence: 70%", "42", "42", "43").Kind);
        Assert.AreEqual(0.7, VerdictParser.Parse($"Confidence: 20%. {filler}\nFinal answer: 42\nConfidence: 70%", "42", "42", "43").Confidence);
        Verdict unseen = VerdictParser.Parse($"Final answer: 42\nConfidence: 20%\n{filler}", "42", "42", "43");
        Assert.AreEqual((VerdictKind.Unparsed, null), (unseen.Kind, unseen.Confidence));
        Assert.IsNull(VerdictParser.FindAnswer($"Final answer: 42\n{filler}"));
        Assert.IsNull(StatedConfidence.Find($"Confidence: 20%\n{filler}"));
    }

    [TestMethod]
    public void A_number_that_the_limit_cuts_is_not_read()
    {
        string rest = string.Concat(Enumerable.Repeat("and so on ", ReplyText.MostLength / 10 - 1));
        for (int digits = 1; digits <= 4; digits++)
        {
            string cut = "123456789"[..digits] + "42 " + rest;
            cut += new string('x', ReplyText.MostLength + digits - cut.Length);
            Assert.AreEqual("42", cut[^ReplyText.MostLength..][..2]);
            Assert.AreEqual(VerdictKind.Unparsed, VerdictParser.Parse(cut, "42", "42", "43").Kind);
        }
    }

    [TestMethod]
    [DataRow("a  b", "a b")]
    [DataRow("a\n \n\n\nb", "a\n\nb")]
    [DataRow("**Final answer:** 42", "Final answer: 42")]
    [DataRow("> 43\n42", "42")]
    public void Plain_text_has_no_marks_and_no_runs_of_blanks(string reply, string plain) => Assert.AreEqual(plain, new ReplyText(reply).Plain);
}
