using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>Two forms compared on runs that neither was fitted to: those that a bootstrap resample left out.</summary>
/// <param name="First">One form.</param>
/// <param name="Second">The other.</param>
/// <param name="Difference">Mean error of the first less that of the second, 100·|ln(observed/predicted)|, with its percentile interval. Below 0: the first predicts better.</param>
/// <param name="FirstBetter">Share of resamples in which the first had the smaller error.</param>
/// <remarks>Says which form interpolates better. Which one extrapolates better is the question of <see cref="ValidationTable"/>.</remarks>
public sealed record FormComparison(string First, string Second, Estimate Difference, double FirstBetter)
{
    /// <summary>Compares every pair of forms.</summary>
    /// <param name="forms">Names of the forms.</param>
    /// <param name="errors">Errors (form, resample), NaN where there was none.</param>
    /// <param name="level">Level of the intervals.</param>
    internal static IReadOnlyList<FormComparison> All(IReadOnlyList<string> forms, double[][] errors, double level)
    {
        var comparisons = new List<FormComparison>();
        for (int i = 0; i < forms.Count; i++)
        {
            for (int j = i + 1; j < forms.Count; j++)
            {
                double[] differences = [.. errors[i].Zip(errors[j], (a, b) => 100 * (a - b)).Where(d => !double.IsNaN(d))];
                if (differences.Length > 0)
                    comparisons.Add(new FormComparison(forms[i], forms[j], PercentileInterval.Around(differences.Average(), differences, level), differences.Count(d => d < 0) / (double)differences.Length));
            }
        }

        return comparisons;
    }
}
