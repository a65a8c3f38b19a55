using System.Globalization;
using ResearchML.Evaluators;

namespace ResearchML.Tests;

/// <summary>The 81 checkpoints of Pythia on GSM8K (Brown et al. 2024 and later samplers' counts), n from 128 to 2.98 million.</summary>
[TestClass]
public class BetaBinomialPythiaTests
{
    [TestMethod]
    [TestCategory("SharedData")]
    public void Every_checkpoint_has_a_fit_or_a_reason()
    {
        Dictionary<string, BetaBinomial> fits = Fits();
        Assert.HasCount(81, fits);
        foreach ((string name, BetaBinomial fit) in fits)
        {
            if (fit.Status == BetaBinomialStatus.Ok)
                Assert.IsTrue(fit.Alpha > 0 && fit.Beta > 0 && fit.PassAt(1e4) is > 0 and < 1 && fit.PassAtInterval(1e4) is { Lower: > 0, Upper: < 1 }, name);
            else
                Assert.IsTrue(fit.Status is BetaBinomialStatus.NoSuccess or BetaBinomialStatus.NoSpread && fit.Reason.Length > 0, $"{name}: {fit.Reason}");
        }

        // scipy.optimize's Nelder-Mead from five starts runs away (alpha above 500) for the same twelve.
        Assert.AreEqual((2, 12), (fits.Values.Count(f => f.Status == BetaBinomialStatus.NoSuccess), fits.Values.Count(f => f.Status == BetaBinomialStatus.NoSpread)));
    }

    // As in BetaBinomialTests: mpmath at 60 digits. Sums over n of 3e6 leave 1e-8 standard errors.
    [TestMethod]
    [TestCategory("SharedData")]
    [DataRow("Pythia_70M_300B", 0.329516835492264, 487.373806733288, -321.236974884229, 0.145760970484104, 0.636315673972597)]
    [DataRow("Pythia_160M_6B", 0.217603414434554, 362.176962381726, -426.930936294735, 0.127821826787602, 0.518101556361988)]
    [DataRow("Pythia_6.9B_300B", 0.696529688402712, 53.482216079403, -223.526735763722, 0.226396072793944, 0.973988566944833)]
    [DataRow("Pythia_14M_200B", 0.0453832921863446, 8736.84801486777, -16.5578981151001, 1.25700189444566, 0.034033543397603)]
    [DataRow("Pythia_160M_64M", 1.66680683236268, 4193895.48419323, -6.89258001747136, 2.93949265272032, 0.00396176461213112)]
    [DataRow("Pythia_1.4B_20B", 0.328616906119876, 32.5999932297634, -558.997486576687, 0.121458368201564, 0.84834057989302)]
    [DataRow("Pythia_70M_64M", 0.602996728787486, 2937379.19240141, -9.45299086660901, 2.24815844157233, 0.00204725446707162)]
    public void The_maximum_is_that_of_60_digits(string checkpoint, double alpha, double beta, double likelihood, double alphaError, double pass10000)
    {
        BetaBinomial fit = Fits()[checkpoint];
        Assert.AreEqual(alpha, fit.Alpha, 1e-8 * alpha * alphaError);
        Assert.AreEqual(beta, fit.Beta, 2e-8 * beta * alphaError);
        Assert.AreEqual(likelihood, fit.LogLikelihood, -1e-11 * likelihood);
        Assert.AreEqual(alphaError, fit.LogAlphaStandardError, 1e-6 * alphaError);
        Assert.AreEqual(pass10000, fit.PassAt(10000), 1e-8 * pass10000);
    }

    private static Dictionary<string, BetaBinomial> Fits() =>
        File.ReadLines(SharedData.Require("data/emergence/gsm8k_pythia_counts.csv")).Skip(1).Select(line => line.Split(','))
            .GroupBy(f => f[0], f => (long.Parse(f[3], CultureInfo.InvariantCulture), long.Parse(f[4], CultureInfo.InvariantCulture)))
            .ToDictionary(g => g.Key, g => BetaBinomial.Fit(g));
}
