namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class TokenSamplerTests
{
    // Probabilities 0.4, 0.1, 0.3, 0.2.
    private static readonly float[] Logits = [.. new[] { 0.4, 0.1, 0.3, 0.2 }.Select(p => (float)Math.Log(p))];

    [TestMethod]
    [DataRow(1.0, null, 1.0, new[] { 0.4, 0.1, 0.3, 0.2 }, DisplayName = "plain")]
    [DataRow(0.5, null, 1.0, new[] { 16 / 30.0, 1 / 30.0, 9 / 30.0, 4 / 30.0 }, DisplayName = "temperature 1/2 squares the probabilities")]
    [DataRow(1.0, 2, 1.0, new[] { 4 / 7.0, 0, 3 / 7.0, 0 }, DisplayName = "top-k 2")]
    [DataRow(1.0, 9, 1.0, new[] { 0.4, 0.1, 0.3, 0.2 }, DisplayName = "top-k past the vocabulary")]
    [DataRow(1.0, null, 0.65, new[] { 4 / 7.0, 0, 3 / 7.0, 0 }, DisplayName = "top-p 0.65 needs two tokens")]
    [DataRow(1.0, null, 0.75, new[] { 4 / 9.0, 0, 3 / 9.0, 2 / 9.0 }, DisplayName = "top-p 0.75 needs three")]
    [DataRow(1.0, 2, 0.5, new[] { 1.0, 0, 0, 0 }, DisplayName = "top-p is taken of what top-k left")]
    public void Draws_have_the_frequencies_that_the_options_ask_for(double temperature, int? topK, double topP, double[] expected)
    {
        const int Draws = 20_000;
        var sampler = new TokenSampler(new GenerationOptions { Temperature = temperature, TopK = topK, TopP = topP }, Logits.Length);
        var counts = new int[Logits.Length];
        for (int step = 0; step < Draws; step++)
            counts[sampler.Next(Logits, seed: 7, step)]++;
        for (int id = 0; id < counts.Length; id++)
        {
            // Four standard deviations of a binomial share; an impossible token must not occur at all.
            double tolerance = 4 * Math.Sqrt(expected[id] * (1 - expected[id]) / Draws);
            Assert.AreEqual(expected[id], counts[id] / (double)Draws, tolerance, $"token {id}");
        }
    }

    [TestMethod]
    public void Temperature_zero_takes_the_likeliest_and_the_first_of_equals()
    {
        var sampler = new TokenSampler(new GenerationOptions { Temperature = 0 }, 4);
        Assert.AreEqual(1, sampler.Next([0, 5, 5, 1], seed: 1, step: 0));
    }

    [TestMethod]
    public void Equal_logits_are_cut_by_id()
    {
        var sampler = new TokenSampler(new GenerationOptions { TopK = 3 }, 300);
        int[] drawn = [.. Enumerable.Range(0, 200).Select(step => sampler.Next(new float[300], seed: 1, step)).Distinct().Order()];
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, drawn);
    }

    [TestMethod]
    public void A_draw_depends_on_seed_and_step_only()
    {
        int[] Draw(ulong seed)
        {
            var sampler = new TokenSampler(new GenerationOptions(), 4);
            return [.. Enumerable.Range(0, 50).Select(step => sampler.Next(Logits, seed, step))];
        }
        CollectionAssert.AreEqual(Draw(1), Draw(1));
        CollectionAssert.AreNotEqual(Draw(1), Draw(2));
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Logits_that_are_not_finite_are_an_error(float broken)
    {
        var sampler = new TokenSampler(new GenerationOptions(), 3);
        StringAssert.StartsWith(Assert.Throws<InvalidOperationException>(() => sampler.Next([1, broken, 2], seed: 1, step: 0)).Message, "The model gives");
    }

    [TestMethod]
    public void Extreme_logits_do_not_overflow()
    {
        var sampler = new TokenSampler(new GenerationOptions { Temperature = 0.01 }, 3);
        Assert.AreEqual(2, sampler.Next([float.MinValue, -1e30f, 1e30f], seed: 1, step: 0));
    }
}
