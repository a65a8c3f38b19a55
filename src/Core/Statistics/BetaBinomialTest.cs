namespace ResearchML.Evaluators;

/// <summary>How well a Beta-binomial fit describes the counts it was fitted to; see <see cref="BetaBinomial.GoodnessOfFit"/>.</summary>
/// <param name="PValue">The share of simulated data sets that lie at least as far from their own fit. From 1/(replicates + 1) to 1; NaN where there is no fit.</param>
/// <param name="Distance">The largest distance between the mean unbiased pass@k and the fitted one, over k, in standard deviations of simulated data sets.</param>
/// <param name="K">The k of that distance.</param>
/// <param name="Observed">The mean unbiased pass@k there.</param>
/// <param name="Fitted">The fitted pass@k there.</param>
/// <param name="Replicates">How many data sets were simulated.</param>
public sealed record BetaBinomialTest(double PValue, double Distance, long K, double Observed, double Fitted, int Replicates);
