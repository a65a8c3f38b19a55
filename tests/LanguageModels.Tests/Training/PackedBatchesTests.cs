namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class PackedBatchesTests
{
    [TestMethod]
    public void Documents_are_laid_end_to_end_and_cut_as_counted_by_hand()
    {
        // BOS a b c EOS, one document: inputs BOS a b c, targets a b c EOS; a context of 3 cuts it after b.
        PackedBatch batch = Batches(["abc"], batchSize: 2, contextLength: 3).Next();
        CollectionAssert.AreEqual(new long[] { 256, 'a', 'b', 'c', 256, 'a' }, batch.Inputs);
        CollectionAssert.AreEqual(new long[] { 'a', 'b', 'c', 257, 'a', 'b' }, batch.Targets);
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 0, 1, 1 }, batch.Documents);
        Assert.IsTrue(batch.HasBoundaries);
    }

    [TestMethod]
    public void A_context_within_one_document_needs_no_mask() =>
        Assert.IsFalse(Batches([new string('x', 100)], batchSize: 2, contextLength: 10).Next().HasBoundaries);

    [TestMethod]
    public void An_epoch_trains_on_every_token_of_every_document_once()
    {
        string[] texts = ["one", "two and more", "x", "the fourth text is the longest of them all", "five"];
        int targets = texts.Sum(t => t.Length + 1); // every byte and EOS
        PackedBatches batches = Batches(texts, batchSize: 1, contextLength: targets);
        foreach (PackedBatch epoch in new[] { batches.Next(), batches.Next() })
        {
            string[] seen = [.. epoch.Targets.Zip(epoch.Documents).GroupBy(p => p.Second).Select(g => string.Concat(g.SkipLast(1).Select(p => (char)p.First)))];
            CollectionAssert.AreEquivalent(texts, seen);
        }
    }

    [TestMethod]
    public void Every_target_is_the_token_after_its_input_in_the_same_document()
    {
        PackedBatch batch = Batches(["abcdefgh", "ijkl", "mnopqrstuvwxyz"], batchSize: 4, contextLength: 5).Next();
        for (int i = 0; i < batch.Inputs.Length; i++)
        {
            bool first = batch.Inputs[i] == 256, last = batch.Targets[i] == 257;
            Assert.IsTrue(first || last || batch.Targets[i] == batch.Inputs[i] + 1, $"{batch.Inputs[i]} -> {batch.Targets[i]}");
            Assert.AreNotEqual(257, batch.Inputs[i], "EOS has no successor");
            Assert.AreNotEqual(256, batch.Targets[i], "BOS has no predecessor");
        }
    }

    [TestMethod]
    public void The_order_follows_the_seed()
    {
        string[] texts = [.. Enumerable.Range(0, 30).Select(i => $"text {i:d2}")];
        long[] Order(ulong seed) => Batches(texts, 4, 60, seed).Next().Inputs;
        CollectionAssert.AreEqual(Order(1), Order(1));
        CollectionAssert.AreNotEqual(Order(1), Order(2));
    }

    [TestMethod]
    public void Epochs_are_shuffled_anew()
    {
        string[] texts = [.. Enumerable.Range(0, 30).Select(i => $"text {i:d2}")];
        PackedBatches batches = Batches(texts, 1, texts.Sum(t => t.Length + 1));
        CollectionAssert.AreNotEqual(batches.Next().Inputs, batches.Next().Inputs);
    }

    [TestMethod]
    public void Empty_texts_are_left_out_and_counted()
    {
        var documents = new TokenDocuments();
        foreach (string? text in new[] { "a", "", null, "b" })
            documents.Add(text, LanguageTokenizer.Bytes());
        Assert.AreEqual((2, 2, 6L), (documents.Count, documents.EmptyCount, documents.TokenCount));
    }

    private static PackedBatches Batches(string[] texts, int batchSize, int contextLength, ulong seed = 1)
    {
        var documents = new TokenDocuments();
        foreach (string text in texts)
            documents.Add(text, LanguageTokenizer.Bytes());
        return new PackedBatches(documents, batchSize, contextLength, seed);
    }
}
