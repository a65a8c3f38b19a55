using System.Text;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class ByteNgramModelTests
{
    private const double Tolerance = 1e-12;   // rounding of a handful of divisions

    [TestMethod]
    public void A_bigram_model_of_a_tiny_text_gives_the_probabilities_computed_by_hand()
    {
        // "abab": after the beginning: a. a 2 times followed by b; b once followed by a. Unigrams: a 2, b 2 of 4, 2 types.
        var model = ByteNgramModel.Fit(["abab"], order: 2);
        var unigramA = (2 + 2 / 256.0) / (4 + 2);
        var unigramOther = 2 / 256.0 / (4 + 2);
        Assert.AreEqual((1 + unigramA) / (1 + 1), model.Probability(""u8, (byte)'a'), Tolerance);
        Assert.AreEqual((2 + unigramA) / (2 + 1), model.Probability("a"u8, (byte)'b'), Tolerance);
        Assert.AreEqual((1 + unigramA) / (1 + 1), model.Probability("ab"u8, (byte)'a'), Tolerance);
        Assert.AreEqual(unigramOther / (2 + 1), model.Probability("a"u8, (byte)'z'), Tolerance);
        Assert.AreEqual(unigramA, model.Probability("q"u8, (byte)'b'), Tolerance, "a context never seen falls back to the unigrams");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    public void Probabilities_are_positive_sum_to_one_and_equal_a_brute_force_count(int order)
    {
        var random = new Random(order);
        var documents = Enumerable.Range(0, 12).Select(_ => Letters(random, random.Next(0, 60), "abc ")).ToArray();
        var model = ByteNgramModel.Fit(documents, order);
        for (var trial = 0; trial < 40; trial++)
        {
            var context = Letters(random, random.Next(0, 8), "abcz");
            var sum = 0.0;
            for (var next = 0; next < 256; next++)
            {
                var probability = model.Probability(context, (byte)next);
                Assert.IsGreaterThan(0, probability);
                Assert.AreEqual(BruteForce(documents, order, context, (byte)next), probability, Tolerance);
                sum += probability;
            }
            Assert.AreEqual(1, sum, 1e-9);   // 256 roundings
        }
    }

    [TestMethod]
    public void Bits_per_byte_are_the_mean_of_the_bytes_own_and_start_afresh_in_each_document()
    {
        var model = ByteNgramModel.Fit(["the cat", "the hat"], order: 3);
        var expected = 0.0;
        foreach (var document in new[] { "a cat"u8.ToArray(), "hat"u8.ToArray() })
        {
            for (var i = 0; i < document.Length; i++)
                expected -= Math.Log2(model.Probability(document.AsSpan(0, i), document[i]));
        }
        Assert.AreEqual(expected / 8, model.BitsPerByte(["a cat", "hat"]), Tolerance);
        Assert.AreEqual(model.BitsPerByte([.. "ab"u8.ToArray().Select(b => new[] { b })]), (model.BitsPerByte(["a"]) + model.BitsPerByte(["b"])) / 2, Tolerance);
    }

    [TestMethod]
    public void Without_context_the_bits_on_the_models_own_text_approach_its_entropy()
    {
        var text = string.Concat(Enumerable.Repeat("aaab", 5000));
        var entropy = -(0.75 * Math.Log2(0.75) + 0.25 * Math.Log2(0.25));
        Assert.AreEqual(entropy, ByteNgramModel.Fit([text], 1).BitsPerByte([text]), 1e-3);   // smoothing costs T / N = 1e-4
        Assert.AreEqual(0, ByteNgramModel.Fit([text], 5).BitsPerByte([text]), 1e-2);
    }

    [TestMethod]
    public void Text_counts_as_UTF_8_and_a_fit_repeats_to_the_bit()
    {
        string[] documents = ["Grüße", "Straße", "日本"];
        var fromText = ByteNgramModel.Fit(documents, 4);
        var fromBytes = ByteNgramModel.Fit(documents.Select(Encoding.UTF8.GetBytes), 4);
        Assert.AreEqual(fromText.BitsPerByte(documents), fromBytes.BitsPerByte(documents));
        Assert.AreEqual(4, fromText.Order);
    }

    [TestMethod]
    public void Bad_input_gets_a_clear_error()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ByteNgramModel.Fit(["a"], 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ByteNgramModel.Fit(["a"], 6));
        Assert.ThrowsExactly<ArgumentException>(() => ByteNgramModel.Fit([""], 2));
        Assert.ThrowsExactly<ArgumentException>(() => ByteNgramModel.Fit(["a"], 2).BitsPerByte(Array.Empty<string>()));
        Assert.ThrowsExactly<ArgumentNullException>(() => ByteNgramModel.Fit((IEnumerable<string>)null!, 2));
        Assert.ThrowsExactly<ArgumentNullException>(() => ByteNgramModel.Fit((IEnumerable<byte[]>)[null!], 2));
    }

    // Counts by walking the padded documents once per question; -1 is the beginning of a document.
    private static double BruteForce(byte[][] documents, int order, byte[] context, byte next)
    {
        var padded = documents.Select(d => Enumerable.Repeat(-1, 4).Concat(d.Select(b => (int)b)).ToArray()).ToArray();
        var history = Enumerable.Repeat(-1, 4).Concat(context.Select(b => (int)b)).ToArray();
        var probability = 1.0 / 256;
        for (var k = 0; k < order; k++)
        {
            var suffix = history[^k..];
            var followers = padded.SelectMany(d => Enumerable.Range(4, d.Length - 4).Where(i => d.AsSpan((i - k)..i).SequenceEqual(suffix)).Select(i => d[i])).ToArray();
            var types = followers.Distinct().Count();
            if (types > 0)
                probability = (followers.Count(f => f == next) + types * probability) / (followers.Length + types);
        }
        return probability;
    }

    private static byte[] Letters(Random random, int length, string alphabet) => [.. Enumerable.Range(0, length).Select(_ => (byte)alphabet[random.Next(alphabet.Length)])];
}
