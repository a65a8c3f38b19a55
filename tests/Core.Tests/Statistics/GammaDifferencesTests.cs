using ResearchML.Statistics;

namespace ResearchML.Tests;

/// <summary>Against mpmath 1.2.1 at 60 digits: loggamma(x+a+k) + loggamma(x) - loggamma(x+a) - loggamma(x+k), and psi(0 or 1, x+m) - psi(0 or 1, x).</summary>
[TestClass]
public class GammaDifferencesTests
{
    // A few ulps in each of a dozen steps; trigamma's terms cancel in part.
    private const double Relative = 2e-14;

    [TestMethod]
    [DataRow(1.0, -0.99, 1.0, -4.6051701859880914)]
    [DataRow(1.0, 0.3, 1e6, 4.2528281718970907)]
    [DataRow(0.05, 0.01, 7.0, 0.20603567629041266)]
    [DataRow(1e6, 0.1, 1.0, 9.9999995000000333e-8)]
    [DataRow(3e6, 0.25, 1e4, 0.00083194762698927105)]
    [DataRow(1e12, 1e5, 1e6, 0.099999945000088667)]
    [DataRow(12.5, 4000.0, 0.5, 2.8956867473458007)]
    [DataRow(1e-3, 1e3, 1e4, 3360.3846377115059)]
    public void LogGamma_equals_60_digits(double x, double a, double k, double expected)
    {
        Assert.AreEqual(expected, GammaDifferences.LogGamma(x, a, k), Relative * Math.Abs(expected));
        Assert.AreEqual(expected, GammaDifferences.LogGamma(x, k, a), Relative * Math.Abs(expected), "a and k are alike");
    }

    [TestMethod]
    [DataRow(0.01, 1.0, 100.0, -10000.0)]
    [DataRow(0.3, 1e6, 17.318034580164429, -12.24536354610753)]
    [DataRow(11.9, 3.0, 0.23349543933350486, -0.018246617982908397)]
    [DataRow(1e12, 100.0, 9.999999999505e-11, -9.99999999901e-23)]
    [DataRow(500.0, 3e6, 8.7006815676838101, -0.0020016680554896941)]
    public void Digamma_and_trigamma_equal_60_digits(double x, double m, double digamma, double trigamma)
    {
        Assert.AreEqual(digamma, GammaDifferences.Digamma(x, m), Relative * digamma);
        Assert.AreEqual(trigamma, GammaDifferences.Trigamma(x, m), -5 * Relative * trigamma);
    }

    [TestMethod]
    public void Nothing_added_makes_no_difference()
    {
        Assert.AreEqual(0, GammaDifferences.LogGamma(0.3, 0, 5));
        Assert.AreEqual(0, GammaDifferences.LogGamma(0.3, 5, 0));
        Assert.AreEqual(0, GammaDifferences.Digamma(0.3, 0));
        Assert.AreEqual(0, GammaDifferences.Trigamma(0.3, 0));
    }
}
