namespace ResearchML.Trainers;

/// <summary>Validation on a time that nothing was learned from.</summary>
internal static class ForwardInTime
{
    /// <summary>For each point T of training: what ended by T to learn from, and from each model's last checkpoint up to T all its later ones as the test. A T by which all pairs lie equally far apart is left out.</summary>
    public static IEnumerable<(IReadOnlyList<EmergencePair> Training, IReadOnlyList<EmergencePair> Test)> Folds(IReadOnlyList<EmergencePair> pairs, int leastModels)
    {
        foreach (double end in pairs.Select(p => p.Later.Compute).Distinct().Order())
        {
            EmergencePair[] training = [.. pairs.Where(p => p.Later.Compute <= end)];
            EmergencePair[] test = [.. pairs.Where(p => p.Now.Compute <= end && p.Later.Compute > end).GroupBy(p => p.Model).SelectMany(g => g.Where(p => p.Now.Compute == g.Max(q => q.Now.Compute)))];
            // Where all pairs lie equally far apart nothing shows what further training does, and all tests lie further.
            bool showsHorizon = training.Max(p => p.Horizon) - training.Min(p => p.Horizon) > 1e-9;
            if (showsHorizon && test.Length > 0 && training.DistinctBy(p => p.Model).Count() >= leastModels)
                yield return (training, test);
        }
    }

    /// <summary>(9) the root of the mean over models of the mean squared error in logits of what came after the time learned from, and at how many such times it could be tried; NaN at none.</summary>
    public static (double Deviation, int Times) Deviation(ForecastMethod method, IReadOnlyList<EmergencePair> pairs)
    {
        var errors = new List<(string Model, double Squared)>();
        int times = 0;
        foreach ((IReadOnlyList<EmergencePair> training, IReadOnlyList<EmergencePair> test) in Folds(pairs, leastModels: 2))
        {
            times++;
            LogitForecast forecast = method.Train(training).Logit;
            errors.AddRange(test.Select(p => (p.Model, Math.Pow(forecast(p.Now, p.Horizon) - p.Outcome, 2))));
        }

        return (errors.Count == 0 ? double.NaN : Math.Sqrt(errors.GroupBy(e => e.Model).Average(g => g.Average(e => e.Squared))), times);
    }
}
