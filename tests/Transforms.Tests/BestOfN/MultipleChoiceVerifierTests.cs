namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class MultipleChoiceVerifierTests
{
    private static readonly string[] Cities = ["London", "Paris", "New York", "York"];

    [TestMethod]
    // The response is the letter.
    [DataRow("B", "B")]
    [DataRow(" b\n", "B")]
    [DataRow("(B)", "B")]
    [DataRow("B.", "B")]
    [DataRow("**B**", "B")]
    [DataRow("B) Paris", "B")]
    [DataRow("(B) A town in France", "B")]
    [DataRow("E", null)] // there are four
    // It marks its answer.
    [DataRow("Answer: B", "B")]
    [DataRow("Answer: (b)", "B")]
    [DataRow("Let us see. A is far off.\nThe answer is (B).", "B")]
    [DataRow("The correct answer is B) the second one, as A is far off.", "B")]
    [DataRow("So \\boxed{B}", "B")]
    [DataRow("Final answer: C. A and B are wrong.", "C")]
    [DataRow("Answer: A\nNo, wait.\nAnswer: C", "C")]
    [DataRow("Answer: A or B", null)]
    [DataRow("Answer: (A) or (B)", null)]
    [DataRow("Final answer: B, not A", "B")]
    // It names options.
    [DataRow("I would choose option C here, since the others do not fit at all.", "C")]
    [DataRow("It cannot be (A). It looks to me as if it were (D) after all.", "D")]
    [DataRow("Of all that was said it is (D), and certainly not (A).", "D")]
    [DataRow("It is not A but B. Nothing else fits the question as well as it.", "B")]
    // It names none.
    [DataRow("A dog and a cat sat on the mat and looked at the moon.", null)]
    [DataRow("I do not know which of these it could be, to be honest.", null)]
    [DataRow("", null)]
    [DataRow("   ", null)]
    [DataRow("BB", null)]
    [DataRow("Vitamin-B12", null)]
    public void A_letter_is_read_as_the_response_means_it(string response, string? chosen)
    {
        foreach (string letter in new[] { "A", "B", "C", "D" })
            Assert.AreEqual(letter == chosen, Verifier.MultipleChoice("Answer", 4).IsCorrect(response, letter), letter);
    }

    [TestMethod]
    [DataRow("Paris", "B")]
    [DataRow("paris", "B")]
    [DataRow("The capital of France is Paris, as everybody knows well.", "B")]
    [DataRow("It is not London; it is Paris that we are looking for here.", "B")]
    [DataRow("The answer is New York.", "C")] // which holds the name of another option
    [DataRow("The answer is York.", "D")]
    [DataRow("Answer: C) York", "C")] // the letter before the text
    [DataRow("London or Paris", null)]
    [DataRow("Berlin", null)]
    public void The_text_of_an_option_is_read_as_its_letter(string response, string? chosen)
    {
        Verifier verifier = Verifier.MultipleChoice("Answer", "Options");
        for (int i = 0; i < Cities.Length; i++)
        {
            Assert.AreEqual($"{(char)('A' + i)}" == chosen, verifier.IsCorrect(response, $"{(char)('A' + i)}", Cities), Cities[i]);
            Assert.AreEqual($"{(char)('A' + i)}" == chosen, verifier.IsCorrect(response, $" {Cities[i]}", Cities), Cities[i]);
        }
    }

    [TestMethod]
    [DataRow("The answer is (J).", "J")]
    [DataRow("J", "J")]
    [DataRow("I think that this is (H), since nothing else would fit here.", "H")]
    [DataRow("It is (H). I would not bet on it, as I am not sure at all.", "H")]
    [DataRow("Answer: I", "I")]
    [DataRow("(I)", "I")]
    public void Ten_options_have_an_I_that_is_no_pronoun(string response, string chosen)
    {
        for (char letter = 'A'; letter <= 'J'; letter++)
            Assert.AreEqual($"{letter}" == chosen, Verifier.MultipleChoice("Answer", 10).IsCorrect(response, $"{letter}"), $"{letter}");
    }

    [TestMethod]
    [DataRow("b")]
    [DataRow("B")]
    [DataRow("(B)")]
    [DataRow("B.")]
    [DataRow(" B ")]
    public void An_answer_may_be_written_in_the_usual_ways(string answer) => Assert.IsTrue(Verifier.MultipleChoice("Answer", 4).IsCorrect("B", answer));

    [TestMethod]
    [DataRow("", 4, "the answer is empty")]
    [DataRow("E", 4, "the answer is neither a letter from A to D nor the text of exactly one option")]
    [DataRow("2", 4, "the answer is neither a letter from A to D nor the text of exactly one option")]
    [DataRow("Paris", 4, "the answer is neither a letter from A to D nor the text of exactly one option")]
    public void An_answer_that_is_no_option_is_refused(string answer, int options, string reason) =>
        Assert.AreEqual(reason, Assert.ThrowsExactly<FormatException>(() => Verifier.MultipleChoice("Answer", options).IsCorrect("B", answer)).Message);

    [TestMethod]
    public void Options_that_are_too_few_or_equal_are_refused()
    {
        Verifier verifier = Verifier.MultipleChoice("Answer", "Options");
        Assert.AreEqual("a question has from 2 to 26 options, and this one has 1", Assert.ThrowsExactly<ChoiceOptionsException>(() => verifier.IsCorrect("A", "A", ["only"])).Message);
        Assert.AreEqual("a question has from 2 to 26 options, and this one has 0", Assert.ThrowsExactly<ChoiceOptionsException>(() => verifier.IsCorrect("A", "A")).Message);
        Assert.Contains("exactly one option", Assert.ThrowsExactly<FormatException>(() => verifier.IsCorrect("A", "same", ["same", "same"])).Message);
    }

    [TestMethod]
    public void The_chance_is_one_over_the_options()
    {
        Assert.AreEqual(0.25, Verifier.MultipleChoice("Answer", 4).For("A", []).Chance);
        Assert.AreEqual(0.5, Verifier.MultipleChoice("Answer", "Options").For("A", ["x", "y"]).Chance);
        Assert.AreEqual(0, Verifier.Exact("Answer").For("A", []).Chance);
    }

    [TestMethod]
    public void Options_that_are_letters_themselves_are_told_by_their_own_letters() =>
        Assert.IsTrue(Verifier.MultipleChoice("Answer", "Options").IsCorrect("The answer is B.", "B", ["B", "C", "A"]));
}
