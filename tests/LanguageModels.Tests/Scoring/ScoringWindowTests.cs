namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class ScoringWindowTests
{
    [TestMethod]
    [DataRow(0, 8, 4, "")]
    [DataRow(1, 8, 4, "")]
    [DataRow(2, 8, 4, "0+1:1-1")]
    [DataRow(9, 8, 4, "0+8:1-8")]
    [DataRow(10, 8, 4, "0+8:1-8 4+5:9-9")]
    [DataRow(14, 8, 4, "0+8:1-8 4+8:9-12 8+5:13-13")]
    [DataRow(20, 8, 8, "0+8:1-8 8+8:9-16 16+3:17-19")]
    public void Windows_are_laid_as_counted_by_hand(int sequence, int context, int stride, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', ScoringWindow.Cover(0, sequence, context, stride).Select(w => $"{w.Start}+{w.Length}:{w.FirstScored}-{w.Start + w.Length}")));

    [TestMethod]
    public void Every_token_but_the_first_is_scored_once_with_enough_before_it()
    {
        for (int context = 2; context <= 9; context++)
        {
            for (int stride = 1; stride <= context; stride++)
            {
                for (int length = 0; length <= 40; length++)
                {
                    var scored = new List<int>();
                    foreach (ScoringWindow w in ScoringWindow.Cover(0, length, context, stride))
                    {
                        Assert.IsLessThanOrEqualTo(context, w.Length);
                        for (int target = w.FirstScored; target <= w.Start + w.Length; target++)
                        {
                            scored.Add(target);
                            Assert.IsGreaterThanOrEqualTo(Math.Min(target, context - stride + 1), target - w.Start, "tokens before the scored one");
                        }
                    }
                    CollectionAssert.AreEqual(Enumerable.Range(1, Math.Max(0, length - 1)).ToArray(), scored);
                }
            }
        }
    }
}
