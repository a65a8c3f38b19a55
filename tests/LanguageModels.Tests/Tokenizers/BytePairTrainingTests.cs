using Microsoft.ML;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class BytePairTrainingTests
{
    private const string Rhyme = "she sells sea shells by the sea shore; the shells she sells are sea shells, she's sure.\n\n  banana bananas aaaa aaaaa naïve 日本 日本語 12 123 1234\n";

    [TestMethod]
    public void The_first_merges_are_those_that_a_hand_count_finds()
    {
        // "low" 3 times, "lower" 2, "newest" 4: w+e 6, then l+o 5, then n+e, e+we, we+s and s+t 4 each, of which e is the smallest left, then n of n+ewe.
        IReadOnlyList<string> merges = Merges(LanguageTokenizer.Train([.. Enumerable.Repeat("low", 3), .. Enumerable.Repeat("lower", 2), .. Enumerable.Repeat("newest", 4)], 259 + 4));
        CollectionAssert.AreEqual(new[] { "w e", "l o", "e we", "n ewe" }, merges.ToArray());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Merges_are_those_of_counting_all_pairs_anew_each_time(int seed)
    {
        var random = new Random(seed);
        string[] texts = [Rhyme, .. Enumerable.Range(0, 60).Select(_ => string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => "abcde \n é"[random.Next(9)])))];
        CollectionAssert.AreEqual(BruteForce(texts, 120), Merges(LanguageTokenizer.Train(texts, 259 + 120)).Take(120).ToArray());
    }

    [TestMethod]
    public void The_same_texts_give_the_same_files()
    {
        LanguageTokenizer a = LanguageTokenizer.Train([Rhyme], 300), b = LanguageTokenizer.Train([Rhyme], 300);
        CollectionAssert.AreEqual(a.Files["tokenizer.json"], b.Files["tokenizer.json"]);
        Assert.AreEqual((300, 0, 1, 2), (a.VocabularySize, a.BosId, a.EosId, a.PadId));
    }

    [TestMethod]
    public void A_planted_word_becomes_one_token()
    {
        LanguageTokenizer tokenizer = LanguageTokenizer.Train(Enumerable.Range(0, 50).Select(i => $"take the zyxwvut {i} home"), 300);
        Assert.HasCount(1, tokenizer.Encode(" zyxwvut"));
    }

    [TestMethod]
    public void No_token_grows_beyond_1024_bytes()
    {
        LanguageTokenizer tokenizer = LanguageTokenizer.Train([new string('a', 8192)], 300);
        Assert.AreEqual(1024, Enumerable.Range(0, tokenizer.VocabularySize).Max(id => tokenizer.Decode([id]).Length)); // 2, 4, 8, ...
        Assert.HasCount(8, tokenizer.Encode(new string('a', 8192)));
    }

    [TestMethod]
    public void A_text_without_pairs_left_gives_fewer_tokens() =>
        Assert.AreEqual(259 + 2, LanguageTokenizer.Train(["abc", "abc"], 1000).VocabularySize);

    [TestMethod]
    public void A_vocabulary_smaller_than_the_bytes_is_refused() =>
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => LanguageTokenizer.Train(["a"], 258)).Message, "at least 259 tokens (3 special ones and 256 bytes), but vocabularySize is 258");

    [TestMethod]
    public void No_text_is_refused() =>
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => LanguageTokenizer.Train([null, ""], 300)).Message, "no text");

    [TestMethod]
    public void Cancelling_stops_it()
    {
        using var cancel = new CancellationTokenSource();
        var options = new TokenizerTrainingOptions { CancellationToken = cancel.Token, Progress = new Progress(p => { if (p.Tokens == 265) cancel.Cancel(); }) };
        Assert.Throws<OperationCanceledException>(() => LanguageTokenizer.Train([Rhyme], 300, options));
    }

    [TestMethod]
    public void It_is_found_again_in_the_folder_it_was_saved_to()
    {
        using var folder = new TemporaryFolder();
        LanguageTokenizer tokenizer = LanguageTokenizer.Train([Rhyme], 300);
        tokenizer.Save(folder.FullPath);
        LanguageTokenizer back = LanguageTokenizer.Load(folder.FullPath);
        CollectionAssert.AreEqual(tokenizer.Encode(Rhyme + "unseen ✓").ToArray(), back.Encode(Rhyme + "unseen ✓").ToArray());
        Assert.AreEqual((300, 0, 1, 2), (back.VocabularySize, back.BosId, back.EosId, back.PadId));
        Assert.AreEqual(Rhyme, back.Decode([0, .. back.Encode(Rhyme), 1]));
    }

    [TestMethod]
    public void The_catalog_reads_the_text_column()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable([new Row { Text = Rhyme }, new Row { Text = "more" }]);
        var lines = new List<string>();
        ml.Log += (_, e) => lines.Add(e.Message);
        LanguageTokenizer tokenizer = ml.LanguageModeling.TrainTokenizer(data, "Text", vocabularySize: 320);
        CollectionAssert.AreEqual(LanguageTokenizer.Train([Rhyme, "more"], 320).Files["tokenizer.json"], tokenizer.Files["tokenizer.json"]);
        ml.LanguageModeling.TrainTokenizer(data, "Text", vocabularySize: 5000);
        Assert.IsTrue(lines.Any(l => l.Contains("5000 were asked for", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_missing_text_column_is_named()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable([new Row { Text = Rhyme }]);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => ml.LanguageModeling.TrainTokenizer(data, "Body", 300)).Message, "Could not find input column 'Body'");
    }

    [TestMethod]
    public void A_model_trains_on_it_and_comes_back_with_it()
    {
        using var folder = new TemporaryFolder();
        LanguageTokenizer tokenizer = LanguageTokenizer.Train([Rhyme], 300);
        using (LanguageModel model = LanguageModel.Create(TinyModel.Config with { VocabularySize = null }, tokenizer, seed: 1))
            model.Save(folder.FullPath);
        using LanguageModel back = LanguageModel.Load(folder.FullPath);
        Assert.AreEqual((300, 300), (back.Tokenizer.VocabularySize, back.Config.VocabularySize));
        Assert.IsTrue(File.Exists(folder["tokenizer.json"]));
        using LanguageModel bytes = TinyModel.Create();
        bytes.Save(folder.FullPath);
        Assert.IsFalse(File.Exists(folder["tokenizer.json"]));
    }

    private static IReadOnlyList<string> Merges(LanguageTokenizer tokenizer) =>
        [.. System.Text.Json.JsonElement.Parse(tokenizer.Files["tokenizer.json"]).GetProperty("model").GetProperty("merges").EnumerateArray().Select(m => m.GetString()!)];

    /// <summary>Algorithm 1 of Sennrich et al., over all words of all texts, with no bookkeeping.</summary>
    private static string[] BruteForce(IReadOnlyList<string> texts, int merges)
    {
        List<string> names = [.. BytePairTokenizerJson.SpecialTokens, .. BytePairTokenizerJson.InitialTokens.Skip(3).Select(t => ByteLevelAlphabet.ToText(t))];
        WordPattern pattern = WordPattern.For(WordPattern.Llama3);
        List<List<string>> words = [.. from text in texts
                                       from word in pattern.Cut(text, [(0, text.Length)])
                                       select ByteLevelAlphabet.ToText(System.Text.Encoding.UTF8.GetBytes(text.Substring(word.Start, word.Length))).Select(c => c.ToString()).ToList()];
        var result = new List<string>();
        while (result.Count < merges)
        {
            var counts = new Dictionary<(int, int), int>();
            foreach (List<string> word in words)
            {
                for (int i = 0; i + 1 < word.Count; i++)
                    counts[(names.IndexOf(word[i]), names.IndexOf(word[i + 1]))] = counts.GetValueOrDefault((names.IndexOf(word[i]), names.IndexOf(word[i + 1]))) + 1;
            }
            if (counts.Count == 0)
                break;
            (int left, int right) = counts.OrderByDescending(p => p.Value).ThenBy(p => p.Key).First().Key;
            result.Add($"{names[left]} {names[right]}");
            string merged = names[left] + names[right];
            foreach (List<string> word in words)
            {
                for (int i = 0; i + 1 < word.Count; i++)
                {
                    if (word[i] == names[left] && word[i + 1] == names[right])
                    {
                        word[i] = merged;
                        word.RemoveAt(i + 1);
                    }
                }
            }
            if (!names.Contains(merged))
                names.Add(merged);
        }
        return [.. result];
    }

    private sealed class Progress(Action<TokenizerTrainingProgress> report) : IProgress<TokenizerTrainingProgress>
    {
        public void Report(TokenizerTrainingProgress value) => report(value);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
