namespace ResearchML.Transforms.Tests;

/// <summary>Replies of four options as chat models write them.</summary>
[TestClass]
public sealed class ChoiceRepliesTests
{
    [TestMethod]
    // Marked, with more behind it.
    [DataRow("The answer is: (B)\nIt beats C.", "B")]
    [DataRow("The answer is B because A would need twice the mass.", "B")]
    [DataRow("The correct answer is: B. C would be too much.", "B")]
    [DataRow("The answer is B, since C is a liquid.", "B")]
    [DataRow("My answer is B - A and C are traps.", "B")]
    [DataRow("The answer would be B, as it is the only prime.", "B")]
    [DataRow("The best option is B. (C) is close, but it is too late by then.", "B")]
    [DataRow("I do not think the correct option is A. I would take (B) instead of it.", "B")]
    // Wrapped.
    [DataRow("\"B\"", "B")]
    [DataRow("'B'", "B")]
    [DataRow("`B`", "B")]
    [DataRow("“B”", "B")]
    [DataRow("<answer>B</answer>", "B")]
    [DataRow("A and C do not fit.\n<answer>(B)</answer>\nI hope that this helps you.", "B")]
    [DataRow("{\"answer\": \"B\"}", "B")]
    [DataRow("```json\n{\"explanation\": \"C is too big\", \"answer\": \"B\", \"confidence\": 0.9}\n```", "B")]
    [DataRow("The answer is \"B\", and C is not even a number.", "B")]
    [DataRow("<think>It may be (C).\nThe answer is (D)? No.</think>\n\nB", "B")]
    // On the first line.
    [DataRow("B\n\nThe reason is that C was built much later, in the days of (D).", "B")]
    [DataRow("B) Paris. It is the seat of the government, and has been longer than (C).", "B")]
    [DataRow("(B) because C is a river and D is a mountain, and neither has a mayor.", "B")]
    [DataRow("B. Paris has been the capital for ages; see the notes on option C too.", "B")]
    [DataRow("**B**\n\nExplanation:\nA. Too small.\nC. Too large.\nD. Not even close.", "B")]
    [DataRow("A) is too small for that.\nB) fits all that was said.\nC) is too large for that.", "B")] // one after the other
    // Denied.
    [DataRow("B is correct. A, C and D are incorrect.", "B")]
    [DataRow("B is right. Options A and C are wrong, and so is D.", "B")]
    [DataRow("It must be B. A, C, and D are all false.", "B")]
    [DataRow("It is not A, it is B", "B")]
    [DataRow("Neither A nor C; B", "B")]
    [DataRow("A, C and D are wrong", null)]
    [DataRow("A and C can be ruled out, and D aren't numbers at all. It is (B), then.", "B")]
    [DataRow("I choose B over C here, and would do so again at any time.", "B")]
    [DataRow("B is correct here. One may think of (C) when one reads the text in haste.", "B")]
    // Supposed, taken back, gone through one by one.
    [DataRow("The answer is B.\n\nNote: if friction were ignored, the answer would be A.", "B")]
    [DataRow("The answer is B. If you assumed a vacuum the answer would be D instead.", "B")]
    [DataRow("My answer would be A. Wait, actually, checking the units again, it should be B.", "B")]
    [DataRow("My answer is B. No, wait: C.", "C")]
    [DataRow("Wait, let me look again at A. No, it fails. Answer: B", "B")]
    [DataRow("A. Incorrect.\nB. Correct!\nC. Incorrect.\nD. Incorrect.", "B")]
    [DataRow("A. True\nB. False\nC. True\nD. True\n\nThe false statement is B.", "B")]
    [DataRow("C satisfies both conditions, while A satisfies neither.", "C")]
    [DataRow("Thus, statement B holds and A, C, and D fail.", "B")]
    [DataRow("Probably D, but C is possible.", "D")]
    [DataRow("I would choose B over C.", "B")]
    [DataRow("B it is.", "B")]
    [DataRow("> **B**", "B")]
    // Two, or none.
    [DataRow("A and C are both correct here, as far as I can see from the text.", null)]
    [DataRow("The answer is A or C.", null)]
    [DataRow("Answer: A, C", null)]
    [DataRow("The answer is: A and B", null)]
    [DataRow("It is either (A) or (C), and I would not know how to choose from these.", null)]
    public void A_reply_is_read_as_it_means(string response, string? chosen) => MustChoose(response, chosen);

    // Written before the reading of any was looked at.
    [TestMethod]
    [DataRow("**Answer: C**\n\nExplanation: The mitochondria produce ATP, whereas A and B describe other organelles.", "C")]
    [DataRow("I'd go with D. Option A is tempting, but it ignores friction.", "D")]
    [DataRow("Correct option: A\nReason: B and C both violate the conservation of energy.", "A")]
    [DataRow("Between B and D, D fits better because the sample was heated.", "D")]
    [DataRow("Options A and B can be ruled out, and D is irrelevant. That leaves C.", "C")]
    [DataRow("{\"reasoning\": \"A is too small and D is too large\", \"answer\": \"C\"}", "C")]
    [DataRow("<think>Could be A. Hmm, B fits the data.</think>\nB", "B")]
    [DataRow("My choice is (A), though (B) came close.", "A")]
    [DataRow("Both A and C are correct.", null)]
    [DataRow("The answer would be D: it is the only one that's even.", "D")]
    // Written when the rules stood, and again before the reading was looked at.
    [DataRow("Step 1: find the mass.\nStep 2: divide by the volume.\nThe density is 2 g/mL, which matches option C.", "C")]
    [DataRow("C is the correct choice because B and D are not noble gases.", "C")]
    [DataRow("Let's evaluate: A is false, since water boils at 100 °C. B is true. C and D are both false.", "B")]
    [DataRow("I believe the answer is D (none of the above).", "D")]
    [DataRow("(D)\n\nExplanation: (A), (B), and (C) each omit the second term.", "D")]
    [DataRow("The answer is not A. The answer is not B. By elimination it's C or D, and D is negative, so C.", "C")]
    [DataRow("The answer is C, not D.", "C")]
    [DataRow("Answer: [B]", "B")]
    [DataRow("**Final Answer:** The correct option is **(A)**.", "A")]
    [DataRow("Of the four, only B satisfies both equations.", "B")]
    public void A_reply_written_beforehand_is_read_as_it_means(string response, string? chosen) => MustChoose(response, chosen);

    [TestMethod]
    [DataRow("A, ")]
    [DataRow("A and ")]
    [DataRow("A/")]
    [DataRow("(A) ")]
    [DataRow("B\n")]
    [DataRow("B are ")]
    [DataRow("neither A nor ")]
    [DataRow("\"answer\": ")]
    [DataRow("\"answer\": \"")]
    [DataRow("<answer>")]
    [DataRow("<answer>B</answer>")]
    [DataRow("the best option is ")]
    [DataRow("so therefore the option ")]
    [DataRow("</think>")]
    [DataRow("is very ruled ")]
    [DataRow(" ")]
    [DataRow("\n")]
    [DataRow("`")]
    [DataRow("option ")]
    public void A_hostile_reply_comes_to_an_end(string repeated)
    {
        var run = Task.Run(() => Verifier.MultipleChoice("Answer", 4).IsCorrect(string.Concat(Enumerable.Repeat(repeated, 400_000 / repeated.Length)), "B"));
        Assert.IsTrue(run.Wait(TimeSpan.FromSeconds(60)), "a hang, not a speed");
    }

    private static void MustChoose(string response, string? chosen)
    {
        foreach (string letter in new[] { "A", "B", "C", "D" })
            Assert.AreEqual(letter == chosen, Verifier.MultipleChoice("Answer", 4).IsCorrect(response, letter), letter);
    }
}
