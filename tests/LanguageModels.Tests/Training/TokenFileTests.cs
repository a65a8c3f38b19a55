using System.Buffers.Binary;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class TokenFileTests
{
    [TestMethod]
    public void A_run_on_a_mapped_file_has_the_bits_of_one_in_memory()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = TinyRun.Options(null);
        using LanguageModel memory = TinyRun.Train(options), mapped = TinyRun.Train(options with { TokenFile = folder["corpus.tokens"] });
        CollectionAssert.AreEqual(TinyRun.Weights(memory), TinyRun.Weights(mapped));
        using TokenFile file = TokenFile.Open(folder["corpus.tokens"]);
        using LanguageModel again = LanguageModelTraining.Train(file, new TinyRun.TwoHeads(), options, seed: 5);
        CollectionAssert.AreEqual(TinyRun.Weights(memory), TinyRun.Weights(again));
    }

    [TestMethod]
    public void A_run_begun_in_memory_is_resumed_from_a_file()
    {
        using var folder = new TemporaryFolder();
        LanguageModelTrainerOptions options = TinyRun.Options(folder.FullPath);
        TinyRun.Train(options with { Training = options.Training with { Steps = 8 } }).Dispose();
        var told = new List<string>();
        TinyRun.Train(options with { TokenFile = folder["corpus.tokens"] }, log: told.Add).Dispose();
        Assert.IsTrue(told.Any(t => t.StartsWith("Resumed at step 8, ", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(300)]
    [DataRow(70_000)]
    public void Ids_come_back_whatever_their_width(int vocabulary)
    {
        using var folder = new TemporaryFolder();
        int[][] documents = [[1, vocabulary - 1, 0], [5], [7, 8, 9, 10]];
        using (var writer = new TokenFileWriter(folder["t"], vocabulary, "0123456789abcdef"))
        {
            foreach (int[] document in documents)
                writer.Add(document);
            writer.Add([]);
            writer.Complete();
        }
        using TokenFile file = TokenFile.Open(folder["t"]);
        ITokenDocuments read = file;
        Assert.AreEqual((3, 8L, vocabulary), (file.Count, file.TokenCount, file.VocabularySize));
        for (int i = 0; i < documents.Length; i++)
        {
            var ids = new int[read.LengthOf(i)];
            read.Copy(i, 0, ids);
            CollectionAssert.AreEqual(documents[i], ids);
        }
        var part = new int[2];
        read.Copy(2, 1, part);
        CollectionAssert.AreEqual(new[] { 8, 9 }, part);
        Assert.AreEqual(TokenFile.HeaderBytes + 8 * (vocabulary > 65536 ? 4 : 2) + 3 * 8, new FileInfo(folder["t"]).Length);
    }

    [TestMethod]
    public void Every_cut_and_false_count_is_refused()
    {
        using var folder = new TemporaryFolder();
        TokenFile.Write(folder["t"], ["some text", "more"], LanguageTokenizer.Bytes());
        byte[] good = File.ReadAllBytes(folder["t"]);
        for (int length = 0; length < good.Length; length++)
            Refused(good[..length]);
        foreach ((int offset, long value) in new[] { (0, 7L), (8, 3), (12, 0), (16, long.MaxValue), (16, -1), (16, 3), (24, long.MaxValue / 2), (24, -5), (good.Length - 8, 1), (good.Length - 16, 0), (good.Length - 8, long.MaxValue) })
        {
            byte[] bad = [.. good];
            if (offset is 8 or 12)
                BinaryPrimitives.WriteInt32LittleEndian(bad.AsSpan(offset), (int)value);
            else
                BinaryPrimitives.WriteInt64LittleEndian(bad.AsSpan(offset), value);
            Refused(bad);
        }

        void Refused(byte[] bytes) => StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => TokenFile.Open(folder.Write("bad", bytes)).Dispose()).Message, $"'{folder["bad"]}' is no whole token file: ");
    }

    [TestMethod]
    public void An_id_outside_the_vocabulary_is_refused_when_it_is_read()
    {
        using var folder = new TemporaryFolder();
        TokenFile.Write(folder["t"], ["some text, long enough for a context of thirty-two tokens"], LanguageTokenizer.Bytes());
        byte[] bytes = File.ReadAllBytes(folder["t"]);
        bytes[TokenFile.HeaderBytes + 3] = 0xFF;
        using TokenFile file = TokenFile.Open(folder.Write("bad", bytes));
        var e = Assert.ThrowsExactly<InvalidDataException>(() => LanguageModelTraining.Train(file, new TinyRun.TwoHeads(), TinyRun.Options(null), seed: 1).Dispose());
        StringAssert.Contains(e.Message, "and its vocabulary has 259");
    }

    [TestMethod]
    public void A_corpus_without_tokens_or_of_another_tokenizer_is_refused_and_a_cancelled_one_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        StringAssert.StartsWith(Assert.Throws<ArgumentException>(() => TokenFile.Write(folder["t"], ["", null], LanguageTokenizer.Bytes())).Message, "The texts have no tokens at all.");
        Assert.Throws<OperationCanceledException>(() => TokenFile.Write(folder["t"], ["text"], LanguageTokenizer.Bytes(), new CancellationToken(canceled: true)));
        Assert.IsEmpty(Directory.GetFiles(folder.FullPath));
        TokenFile.Write(folder["t"], TinyRun.Texts, LanguageTokenizer.Train(TinyRun.Texts, 300));
        using TokenFile file = TokenFile.Open(folder["t"]);
        var e = Assert.Throws<ArgumentException>(() => LanguageModelTraining.Train(file, new TinyRun.TwoHeads(), TinyRun.Options(null), seed: 1).Dispose());
        StringAssert.Contains(e.Message, "and the options' has 259: they must be the same.");
    }

    [TestMethod]
    public void A_file_of_another_tokenizer_of_the_same_size_is_refused_and_of_the_same_one_is_not()
    {
        using var folder = new TemporaryFolder();
        LanguageTokenizer own = LanguageTokenizer.Train(TinyRun.Texts, 262), other = LanguageTokenizer.Train(["zebra, zebra, zebra zz"], 262);
        LanguageModelTrainerOptions options = TinyRun.Options(null) with { Tokenizer = own, Training = new TrainingOptions { Steps = 1, BatchSize = 4 } };
        TokenFile.Write(folder["t"], TinyRun.Texts, other);
        using (TokenFile file = TokenFile.Open(folder["t"]))
        {
            Assert.AreEqual(own.VocabularySize, file.VocabularySize);
            StringAssert.StartsWith(
                Assert.Throws<ArgumentException>(() => LanguageModelTraining.Train(file, new TinyRun.TwoHeads(), options, seed: 1).Dispose()).Message, "The token file was written with another tokenizer of 262 ids");
        }
        own.Save(folder["saved"]);
        TokenFile.Write(folder["t"], TinyRun.Texts, LanguageTokenizer.Load(folder["saved"]));
        using TokenFile same = TokenFile.Open(folder["t"]);
        LanguageModelTraining.Train(same, new TinyRun.TwoHeads(), options, seed: 1).Dispose();
    }

    [TestMethod]
    public void Ids_that_changed_after_they_were_written_are_found_before_the_first_step()
    {
        using var folder = new TemporaryFolder();
        TokenFile.Write(folder["t"], TinyRun.Texts, LanguageTokenizer.Bytes());
        byte[] bytes = File.ReadAllBytes(folder["t"]);
        bytes[TokenFile.HeaderBytes + 700] ^= 1; // another byte of the text, and an id like any other
        LanguageModelTrainerOptions options = TinyRun.Options(null);
        using (TokenFile file = TokenFile.Open(folder.Write("bad", bytes)))
        {
            var e = Assert.ThrowsExactly<InvalidDataException>(() => LanguageModelTraining.Train(file, new TinyRun.TwoHeads(), options, seed: 1).Dispose());
            Assert.AreEqual($"'{folder["bad"]}' is no whole token file: its ids are not those that were written. Write it again with TokenFile.Write.", e.Message);
        }
        using TokenFile good = TokenFile.Open(folder["t"]);
        Assert.Throws<OperationCanceledException>(() => LanguageModelTraining.Train(good, new TinyRun.TwoHeads(), options with { Training = options.Training with { CancellationToken = new CancellationToken(canceled: true) } }, seed: 1).Dispose());
        good.RequireWhole(default);
    }

    [TestMethod]
    public void A_document_longer_than_a_part_has_the_same_hash()
    {
        using var folder = new TemporaryFolder();
        TokenFile.Write(folder["t"], [new string('a', 150_000), "b"], LanguageTokenizer.Bytes());
        using TokenFile file = TokenFile.Open(folder["t"]);
        file.RequireWhole(default);
        Assert.Throws<OperationCanceledException>(() => { using TokenFile again = TokenFile.Open(folder["t"]); again.RequireWhole(new CancellationToken(canceled: true)); });
    }

    [TestMethod]
    public void A_file_of_an_earlier_version_is_refused_as_such()
    {
        using var folder = new TemporaryFolder();
        TokenFile.Write(folder["t"], TinyRun.Texts, LanguageTokenizer.Bytes());
        byte[] bytes = File.ReadAllBytes(folder["t"]);
        "RMLTOK01"u8.CopyTo(bytes);
        Assert.AreEqual(
            $"'{folder["old"]}' is a token file of another version of this library. Write it again with TokenFile.Write.",
            Assert.ThrowsExactly<InvalidDataException>(() => TokenFile.Open(folder.Write("old", bytes)).Dispose()).Message);
    }
}
