namespace ResearchML.Trainers.Tests;

/// <summary>Fit D/N ≤ 41, predict above: where the Chinchilla form drifts, and what the default law makes of it.</summary>
[TestClass]
[TestCategory(SharedData.Category)]
public sealed class DriftTests
{
    private static readonly Dictionary<string, (double Chinchilla, double Law)> Known = [];

    [TestMethod]
    [DataRow("C4", 5.10, 5.00)]
    [DataRow("RPJ", 5.15, 5.15)]
    public void The_Chinchilla_form_predicts_overtrained_runs_too_low(string set, double absolute, double signed)
    {
        var (low, high) = Split(set);
        ScalingLawFit fit = Laws.FitForm(low, ScalingLawForm.Chinchilla);
        double[] errors = [.. high.Select(r => 100 * Math.Log(r.Label / fit.Predict(r.Parameters, r.Tokens)))];
        Assert.AreEqual(absolute, errors.Average(Math.Abs), 0.005);
        Assert.AreEqual(signed, errors.Average(), 0.005);
    }

    [TestMethod]
    public void The_default_law_drifts_at_most_two_fifths_as_much_on_Gadres_runs()
    {
        double ratio = Math.Sqrt(Ratio("C4") * Ratio("RPJ"));
        Console.WriteLine($"DRIFT C4 {Ratio("C4"):F3} RPJ {Ratio("RPJ"):F3} mean {ratio:F3}");
        Assert.IsLessThanOrEqualTo(0.40, ratio);
    }

    [TestMethod]
    [DataRow("C4")]
    [DataRow("RPJ")]
    [DataRow("chinchilla240")]
    [DataRow("data_constrained_epochs_le1")]
    public void The_default_law_is_nowhere_much_worse_than_the_Chinchilla_form(string set)
    {
        double ratio = Ratio(set);
        Console.WriteLine($"DRIFT {set} {ratio:F3}");
        Assert.IsLessThanOrEqualTo(1.25, ratio);
    }

    [TestMethod]
    public void Held_out_losses_have_no_part_in_it()
    {
        // The law sees the low part alone, whose rolling origins hold out runs of their own: whatever the high part's losses are, bits stay.
        var (low, high) = Split("C4");
        RunRow[] permuted = [.. high.Select((r, i) => r with { Label = high[(i + 5) % high.Count].Label })];
        Assert.IsTrue(Predict(low, high).SequenceEqual(Predict(low, permuted)));

        static double[] Predict(IReadOnlyList<RunRow> low, IReadOnlyList<RunRow> high)
        {
            var options = Laws.Options([.. ScalingLawForm.All]) with { UniqueTokensColumnName = null, Exclusions = [ExclusionRule.TokensPerParameterAbove(41)] };
            ScalingLaw law = Laws.Fit([.. low, .. high], options);
            Assert.HasCount(low.Count, law.Runs);
            Assert.IsTrue(law.Validation.Bins.All(b => b.To <= 41));
            return [.. high.Select(r => law.Predict(r.Parameters, r.Tokens))];
        }
    }

    private static double Ratio(string set)
    {
        if (!Known.TryGetValue(set, out var errors))
        {
            var (low, high) = Split(set);
            ScalingLaw law = Laws.Fit(low, new ScalingLawOptions { BootstrapSamples = 0 });
            errors = (Error(high, law.Fits["Chinchilla"].Predict), Error(high, law.Predict));
            Known[set] = errors;
        }

        return errors.Law / errors.Chinchilla;
    }

    private static double Error(IReadOnlyList<RunRow> runs, Func<double, double, double?, double> predict) =>
        runs.Average(r => Math.Abs(Math.Log(r.Label / predict(r.Parameters, r.Tokens, null))));

    private static (IReadOnlyList<RunRow> Low, IReadOnlyList<RunRow> High) Split(string set)
    {
        IReadOnlyList<RunRow> runs = PublishedRuns.Named(set);
        return ([.. runs.Where(PublishedRuns.IsLow)], [.. runs.Where(r => !PublishedRuns.IsLow(r))]);
    }
}
