using Microsoft.ML;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class SeedTests
{
    private static readonly IReadOnlyList<RunRow> Runs = Laws.Noisy(Planted.Named("Chinchilla").Runs, 0.01, seed: 9);
    private static readonly ScalingLawOptions Options = Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents) with { BootstrapSamples = 24 };

    [TestMethod]
    public void One_seed_gives_the_same_bits_and_another_seed_other_intervals_of_the_same_fit()
    {
        ScalingLaw first = Laws.Fit(Runs, Options), again = Laws.Fit(Runs, Options), other = Laws.Fit(Runs, Options with { Seed = 2 });
        Assert.IsTrue(Bits(first).SequenceEqual(Bits(again)));
        Assert.AreEqual(first.Fits["Chinchilla"].ToString(), other.Fits["Chinchilla"].ToString());
        Assert.AreEqual(first.Predict(7e9, 2e12), other.Predict(7e9, 2e12));
        Assert.AreNotEqual(first.Fits["Chinchilla"].Interval("alpha").Lower, other.Fits["Chinchilla"].Interval("alpha").Lower);
    }

    [TestMethod]
    public void The_number_of_threads_changes_no_bit()
    {
        byte[] all = Bits(Laws.Fit(Runs, Options)), one = [];
        ThreadPool.GetMinThreads(out int least, out int leastPorts);
        ThreadPool.GetMaxThreads(out int most, out int mostPorts);
        var release = new ManualResetEventSlim();
        try
        {
            // With all of the pool's threads waiting, the caller's is the only one.
            ThreadPool.SetMinThreads(1, leastPorts);
            ThreadPool.SetMaxThreads(Environment.ProcessorCount, mostPorts);
            for (int i = 0; i < 2 * Environment.ProcessorCount; i++)
                ThreadPool.QueueUserWorkItem(_ => release.Wait());
            one = Bits(Laws.Fit(Runs, Options));
        }
        finally
        {
            release.Set();
            ThreadPool.SetMaxThreads(most, mostPorts);
            ThreadPool.SetMinThreads(least, leastPorts);
        }

        Assert.IsTrue(all.SequenceEqual(one));
    }

    [TestMethod]
    public void Without_a_seed_the_contexts_is_used()
    {
        byte[] first = Fit(new MLContext(5)), again = Fit(new MLContext(5)), other = Fit(new MLContext(6)), own = Fit(new MLContext(6), 1), same = Fit(new MLContext(7), 1);
        Assert.IsTrue(first.SequenceEqual(again));
        Assert.IsFalse(first.SequenceEqual(other));
        Assert.IsTrue(own.SequenceEqual(same), "a seed of one's own goes before the context's");

        static byte[] Fit(MLContext context, int? seed = null) =>
            Bits(context.Regression.Trainers.ScalingLaw(Options with { Seed = seed }).Fit(context.Data.LoadFromEnumerable(Runs)).Law);
    }

    /// <summary>All that a law holds.</summary>
    public static byte[] Bits(ScalingLaw law)
    {
        using var stream = new MemoryStream();
        ScalingLawFormat.Write(law, stream);
        return stream.ToArray();
    }
}
