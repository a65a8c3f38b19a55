using static ResearchML.Transforms.Tests.PermutedStories;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class PermuteLongDocumentsTests
{
    [TestMethod]
    public void A_long_document_is_permuted_section_by_section()
    {
        string text = string.Concat(Enumerable.Range(0, 40).Select(i => $"Sentence {i} runs. "));
        Row[] rows = Permute([text], UniformModel, new() { Copies = 6, SectionSentences = 16, IncludeOriginal = true, PinnedFirst = 2, PinnedLast = 1 });
        Assert.HasCount(7, rows);
        Assert.HasCount(7, rows.Select(r => r.Text).Distinct());
        double log10 = LogFactorial(14) + LogFactorial(16) + LogFactorial(7); // two sentences pinned first, one last
        foreach (Row row in rows)
        {
            Assert.AreEqual(log10, row.Log10Orderings, 1e-4);
            for (int section = 0; section < 3; section++)
                CollectionAssert.AreEqual(Enumerable.Range(16 * section, section == 2 ? 8 : 16).ToArray(), row.Permutation.Skip(16 * section).Take(16).Order().ToArray());
            CollectionAssert.AreEqual(new[] { 0, 1, 39 }, new[] { row.Permutation[0], row.Permutation[1], row.Permutation[^1] });
        }

        static double LogFactorial(int n) => Enumerable.Range(1, n).Sum(i => Math.Log10(i));
    }

    [TestMethod]
    public void Sections_drawn_apart_do_not_repeat_an_order()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Row[] rows = Permute(["Ann ran. Bob sat. Cid hid. Dan won."], UniformModel, new() { Copies = 4, SectionSentences = 2, Seed = seed }); // of 4 orders
            Assert.HasCount(rows.Length, rows.Select(r => r.Text).Distinct());
        }
    }

    [TestMethod]
    public void A_section_with_a_sentence_beyond_the_context_stays_as_it_is_and_the_others_are_permuted()
    {
        Row[] rows = Permute(["Short. " + new string('X', 300) + ". Also. Ann ran. Bob sat. Cid hid."], UniformModel, new() { Copies = 20, SectionSentences = 3 });
        Assert.HasCount(6, rows);
        Assert.IsTrue(rows.All(r => r.Permutation.AsSpan(0, 3).SequenceEqual([0, 1, 2])));
    }

    [TestMethod]
    public void A_document_one_of_whose_sections_is_too_large_to_count_says_so()
    {
        // A pinned sentence joins those of the first section; those of the second are loose and need no states.
        Row[] rows = Permute([Four + " Eve ate. Fay fed. Gus got. Hal had."], UniformModel, new() { Copies = 3, SectionSentences = 4, PinnedFirst = 1, MaxStates = 0 });
        Assert.HasCount(3, rows);
        Assert.IsTrue(rows.All(r => r.SamplingMethod == "Perfect" && float.IsNaN(r.Log10Orderings) && r.Permutation[0] == 0));
    }

    [TestMethod]
    public void Thousands_of_sentences_come_to_an_end()
    {
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"It ran {i}. "));
        Row[] rows = Permute([text], RandomModel, new() { Copies = 2, MinimumLift = 2 });
        Assert.HasCount(2, rows);
        Assert.HasCount(3000, rows[0].Permutation);
    }
}
