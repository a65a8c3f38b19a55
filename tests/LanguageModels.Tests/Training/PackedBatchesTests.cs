namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class PackedBatchesTests
{
    [TestMethod]
    public void Every_position_has_a_target_so_that_accumulated_batches_weigh_alike()
    {
        var documents = new TokenDocuments();
        foreach (string text in new[] { "a", "bcd", "efghijklmnopqrstuvwxyz" })
            documents.Add(text, LanguageTokenizer.Bytes());
        var batches = new PackedBatches(documents, batchSize: 2, contextLength: 16, seed: 1);
        Assert.AreEqual(32, batches.TokensPerBatch);
        for (int i = 0; i < 10; i++)
            Assert.IsTrue(batches.Next().Targets.All(t => t > 0)); // 0 is no token of these documents
    }

    [TestMethod]
    public void Documents_are_laid_end_to_end_and_cut_as_counted_by_hand()
    {
        // BOS a b c EOS, one document: inputs BOS a b c, targets a b c EOS. A context of 3 cuts it after b, and the second
        // context is filled up from the beginning. Contexts come in either order.
        PackedBatch batch = Batches(["abc"], batchSize: 2, contextLength: 3).Next();
        int first = batch.Inputs[0] == 256 ? 0 : 3, second = 3 - first;
        CollectionAssert.AreEqual(new long[] { 256, 'a', 'b' }, batch.Inputs[first..(first + 3)]);
        CollectionAssert.AreEqual(new long[] { 'a', 'b', 'c' }, batch.Targets[first..(first + 3)]);
        CollectionAssert.AreEqual(new long[] { 0, 0, 0 }, batch.Documents[first..(first + 3)]);
        CollectionAssert.AreEqual(new long[] { 'c', 256, 'a' }, batch.Inputs[second..(second + 3)]);
        CollectionAssert.AreEqual(new long[] { 257, 'a', 'b' }, batch.Targets[second..(second + 3)]);
        CollectionAssert.AreEqual(new long[] { 0, 1, 1 }, batch.Documents[second..(second + 3)]);
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
    public void A_long_document_does_not_fill_a_batch()
    {
        string[] texts = [new string('L', 1000), .. Enumerable.Range(0, 100).Select(_ => new string('s', 99))];
        PackedBatches batches = Batches(texts, batchSize: 8, contextLength: 50);
        for (int i = 0; i < 20; i++)
            Assert.IsLessThan(5, batches.Next().Inputs.Chunk(50).Count(row => row.Contains('L')), "rows of the long document in a batch of 8; one in eleven is expected");
    }

    [TestMethod]
    public void A_corpus_smaller_than_a_context_is_repeated_within_it()
    {
        PackedBatch batch = Batches(["ab"], batchSize: 1, contextLength: 8).Next();
        CollectionAssert.AreEqual(new long[] { 256, 'a', 'b', 256, 'a', 'b', 256, 'a' }, batch.Inputs);
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 1, 1, 1, 2, 2 }, batch.Documents);
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
