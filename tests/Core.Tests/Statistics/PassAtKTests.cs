using System.Numerics;
using ResearchML.Evaluators;

namespace ResearchML.Tests;

[TestClass]
public class PassAtKTests
{
    [TestMethod]
    [DataRow(10, 3, 5, 0.916666666667)]
    [DataRow(200, 1, 100, 0.5)]
    [DataRow(200, 13, 10, 0.497551114731)]
    [DataRow(10112, 43, 100, 0.348350470234)]
    public void It_is_the_share_of_sets_that_hold_a_correct_sample(int samples, int correct, int k, double expected) =>
        Assert.AreEqual(expected, PassAtK.Unbiased(samples, correct, k), 5e-13); // half a unit of the last digit given

    [TestMethod]
    public void Of_no_correct_sample_it_is_0_without_a_sign() => Assert.AreEqual(0L, BitConverter.DoubleToInt64Bits(PassAtK.Unbiased(200, 0, 10)));

    [TestMethod]
    [DataRow(5, 2, 10)]
    [DataRow(5, 0, 10)]
    [DataRow(5, 5, 10)]
    [DataRow(0, 0, 1)]
    public void Fewer_samples_than_k_give_no_estimate(int samples, int correct, int k) => Assert.IsTrue(double.IsNaN(PassAtK.Unbiased(samples, correct, k)));

    [TestMethod]
    [DataRow(-1, 0, 1)]
    [DataRow(5, -1, 1)]
    [DataRow(5, 6, 1)]
    [DataRow(5, 2, 0)]
    [DataRow(5, 2, -3)]
    public void Impossible_counts_are_refused(int samples, int correct, int k) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => PassAtK.Unbiased(samples, correct, k));

    [TestMethod]
    public void It_equals_the_exact_rational_for_every_small_count()
    {
        for (int n = 1; n <= 24; n++)
        {
            for (int c = 0; c <= n; c++)
            {
                for (int k = 1; k <= n; k++)
                    AssertClose(Exact(n, c, k), PassAtK.Unbiased(n, c, k), $"{n}, {c}, {k}");
            }
        }
    }

    [TestMethod]
    public void It_equals_the_exact_rational_for_random_counts_up_to_ten_million()
    {
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            // Of one of the two a few hundred at most, so that the exact product stays small.
            int n = (int)Math.Pow(10, 1 + (random.NextDouble() * 6));
            int few = random.Next(0, Math.Min(n, 300) + 1);
            int many = (int)Math.Pow(n, random.NextDouble());
            (int c, int k) = random.Next(2) == 0 ? (few, many) : (many, Math.Max(1, few));
            AssertClose(Exact(n, c, k), PassAtK.Unbiased(n, c, k), $"{n}, {c}, {k}");
        }
    }

    [TestMethod]
    [DataRow(10_000_000L)]
    [DataRow(1_000_000_000_000L)]
    [DataRow(long.MaxValue)]
    public void It_equals_the_exact_rational_with_thousands_of_factors(long n)
    {
        var random = new Random(2);
        for (int i = 0; i < 10; i++)
        {
            int few = random.Next(500, 3000);
            long many = (long)(few * Math.Pow(n / (few * (double)few), random.NextDouble())); // up to c·k/n = 1
            AssertClose(Exact(n, few, many), PassAtK.Unbiased(n, few, many), $"{n}, {few}, {many}");
            AssertClose(Exact(n, many, few), PassAtK.Unbiased(n, many, few), $"{n}, {many}, {few}");
        }
    }

    // By Stirling's series to 11 terms in Python's decimal at 80 digits.
    [TestMethod]
    [DataRow(1_000_000_000L, 150_000L, 1500L, 0.20149739211357637)]
    [DataRow(1_000_000_000_000L, 1_000_000L, 1_000_000L, 0.63212092670806019)]
    [DataRow(9_007_199_254_740_992L, 600_000_000L, 600_000_000L, 1.0)]
    [DataRow(9_007_199_254_740_992L, 100_000L, 100_000L, 1.1102224083401284e-06)]
    [DataRow(long.MaxValue, 10_000_000_000L, 5_000_000_000L, 0.99557732634670937)]
    [DataRow(long.MaxValue, 2000L, 2000L, 4.3368086899410782e-13)]
    [Timeout(5000)] // factor by factor the third takes 600 million logarithms
    public void It_needs_no_time_for_counts_of_any_size(long n, long c, long k, double expected) => AssertClose(expected, PassAtK.Unbiased(n, c, k), $"{n}, {c}, {k}");

    [TestMethod]
    public void It_grows_with_k_and_with_the_correct_samples()
    {
        for (int k = 1; k < 1000; k++)
            Assert.IsTrue(PassAtK.Unbiased(1000, 7, k + 1) >= PassAtK.Unbiased(1000, 7, k));
        for (int k = 900; k < 1100; k++) // across the change of formula
            Assert.IsTrue(PassAtK.Unbiased(1_000_000, k, k + 1) > PassAtK.Unbiased(1_000_000, k, k));
        for (int c = 0; c < 1000; c++)
            Assert.IsTrue(PassAtK.Unbiased(1000, c + 1, 7) >= PassAtK.Unbiased(1000, c, 7));
    }

    /// <summary>1 − C(n − c, k)/C(n, k) in integers, rounded once.</summary>
    private static double Exact(long n, long c, long k)
    {
        if (k > n - c)
            return 1;
        BigInteger failing = 1, all = 1;
        for (long j = 0; j < Math.Min(c, k); j++)
        {
            failing *= n - Math.Max(c, k) - j;
            all *= n - j;
        }

        return (double)((all - failing) * BigInteger.Pow(10, 40) / all) / 1e40;
    }

    // Each of at most 1,000 logarithms is off by an ulp or two.
    private static void AssertClose(double expected, double actual, string which) => Assert.AreEqual(expected, actual, (1e-12 * expected) + 1e-39, which);
}
