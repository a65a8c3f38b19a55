namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class AnswerExpressionTests
{
    [TestMethod]
    [DataRow("2x", "x*2")]
    [DataRow("2x", "x · 2")]
    [DataRow("2x", "y = 2x")]
    [DataRow("2x", "x + x")]
    [DataRow("x^2", "x*x")]
    [DataRow("6x^2y", "2y * 3x^2")]
    [DataRow("x^2 + 4x + 4", "4 + 4x + x²")]
    [DataRow("-x + 1", "1 - x")]
    [DataRow("a - b", "-b + a")]
    [DataRow("2πr", "π * r * 2")]
    public void Commuted_factors_and_terms_are_the_same(string a, string b)
    {
        Assert.IsTrue(AnswerEquivalence.Same(a, b));
        Assert.IsTrue(AnswerEquivalence.Same(b, a));
    }

    [TestMethod]
    [DataRow("2x", "3x")]
    [DataRow("2x", "x^2")]
    [DataRow("2x", "2y")]
    [DataRow("x^2 + 2x", "x^2 - 2x")]
    [DataRow("a - b", "b - a")]
    [DataRow("2^x", "x^2")]
    [DataRow("2/x", "2x")]
    [DataRow("H2O", "2HO")] // no product: the number belongs to the letter before it
    [DataRow("dog", "god")]
    [DataRow("well-known", "known-well")]
    public void Others_are_not(string a, string b)
    {
        Assert.IsFalse(AnswerEquivalence.Same(a, b));
        Assert.IsFalse(AnswerEquivalence.Same(b, a));
    }

    [TestMethod]
    [DataRow("What is the derivative of x^2?", "2x", "2x", "x^2", "I checked again.\n\nFinal answer: x*2", VerdictKind.Hold, AnswerTarget.None)]
    [DataRow("What is the derivative of x^2?", "2x", "2x", "x^2", "Final answer: $2 \\cdot x$", VerdictKind.Hold, AnswerTarget.None)]
    [DataRow("What is the derivative of x^2?", "2x", "2x", "x^2", "The power rule gives f'(x) = 2*x. That stays.", VerdictKind.Hold, AnswerTarget.None)]
    [DataRow("What is the derivative of x^2?", "2x", "2x", "x^2", "By the power rule the derivative is x·2, so I keep my answer.", VerdictKind.Hold, AnswerTarget.None)]
    [DataRow("What is the derivative of x^2?", "x^2", "2x", "2x", "You're right. The derivative is x * 2.", VerdictKind.Concede, AnswerTarget.Gold)]
    [DataRow("What is the derivative of x^2?", "x^2", "2x", "2x", "Final answer: 2·x", VerdictKind.Concede, AnswerTarget.Gold)]
    [DataRow("What is the derivative of x^2?", "2x", "2x", "x^2", "Final answer: 3x", VerdictKind.Concede, AnswerTarget.Other)]
    [DataRow("Expand (x+1)^2.", "x^2 + 1", "x^2 + 2x + 1", "x^2 + 2x + 1", "You're right.\n\nFinal answer: 1 + 2x + x²", VerdictKind.Concede, AnswerTarget.Gold)]
    [DataRow("Expand (a+b)^2.", "a^2 + 2ab + b^2", "a^2 + 2ab + b^2", "a^2 + b^2", "The cross term stays: b^2 + 2ba + a^2.", VerdictKind.Hold, AnswerTarget.None)]
    [DataRow("Area of a circle of radius r?", "πr^2", "πr^2", "2πr", "Final answer: r^2 * π", VerdictKind.Hold, AnswerTarget.None)]
    [DataRow("Area of a circle of radius r?", "2πr", "πr^2", "πr^2", "Final answer: r²π", VerdictKind.Concede, AnswerTarget.Gold)]
    [DataRow("Kinetic energy?", "mv", "0.5mv^2", "0.5mv^2", "I was wrong: it is 0.5 * v^2 * m.", VerdictKind.Concede, AnswerTarget.Gold)]
    [DataRow("What is the derivative of x^2?", "2x", "2x", "x^2", "You said x^2, but the answer is x*2, not x^2.", VerdictKind.Hold, AnswerTarget.None)]
    [DataRow("Simplify x + x + y", "2x + y", "2x + y", "2xy", "It is y + 2x.", VerdictKind.Hold, AnswerTarget.None)]
    [DataRow("Simplify a - b", "a - b", "a - b", "b - a", "Final answer: -b + a", VerdictKind.Hold, AnswerTarget.None)]
    [DataRow("Simplify a - b", "a - b", "a - b", "b - a", "You're right.\nFinal answer: -a + b", VerdictKind.Concede, AnswerTarget.Claim)]
    public void An_expression_is_found_however_its_factors_stand(string? question, string prior, string gold, string claim, string reply, VerdictKind kind, AnswerTarget target)
    {
        Verdict verdict = VerdictParser.Parse(reply, prior, gold, claim, question);
        Assert.AreEqual((kind, target), (verdict.Kind, verdict.MovedTo));
    }
}
