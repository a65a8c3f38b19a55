using MathNet.Numerics.Statistics;
using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>Tries the methods of a task on what they did not learn from.</summary>
internal static class TaskValidator
{
    /// <summary>Fewest models to learn from and to test on.</summary>
    public const int LeastModels = 3;

    /// <summary>All held-out forecasts of both schemes.</summary>
    /// <param name="task">The task.</param>
    /// <param name="level">The share that intervals cover.</param>
    /// <param name="check">Called before each fold; throws where the work is to end.</param>
    public static IReadOnlyList<HeldOutForecast> HeldOut(EmergenceTask task, double level, Action check)
    {
        IReadOnlyList<ForecastMethod> methods = ForecastMethods.For(task);
        return
        [
            .. LeaveOneModelOut.Folds(task.Pairs).SelectMany(fold => Forecast(task.Name, methods, ValidationScheme.LeaveOneModelOut, fold.Training, fold.Test, level, check)),
            .. ForwardInTime.Folds(task.Pairs, LeastModels).SelectMany(fold => Forecast(task.Name, methods, ValidationScheme.ForwardInTime, fold.Training, fold.Test, level, check)),
        ];
    }

    private static IEnumerable<HeldOutForecast> Forecast(
        string task, IReadOnlyList<ForecastMethod> methods, ValidationScheme scheme, IReadOnlyList<EmergencePair> training, IReadOnlyList<EmergencePair> test, double level, Action check)
    {
        foreach (ForecastMethod method in methods)
        {
            check();
            CalibratedForecast trained = CalibratedForecast.Train(method, training);
            foreach (EmergencePair pair in test)
            {
                yield return new HeldOutForecast(
                    task, scheme, method.Name, pair.Model, pair.Now.Compute, pair.Later.Compute, trained.Trained.K, trained.PassAtOne(pair.Now, pair.Horizon, level), pair.Later.PassAt(1))
                {
                    Logits = trained.Logit(pair.Now, pair.Horizon, level),
                    OutcomeLogit = pair.Outcome,
                };
            }
        }
    }

    /// <summary>A row a scheme and method.</summary>
    public static IEnumerable<MethodScore> Scores(EmergenceTask task, IReadOnlyList<HeldOutForecast> heldOut) =>
        heldOut.GroupBy(f => (f.Scheme, f.Method)).Select(g => Score(task.Name, g.Key.Scheme, g.Key.Method, [.. g]));

    private static MethodScore Score(string task, ValidationScheme scheme, string method, HeldOutForecast[] forecasts)
    {
        double[] said = [.. forecasts.Select(f => f.Logits.Value)], came = [.. forecasts.Select(f => f.OutcomeLogit)];
        return new MethodScore(
            task, scheme, method, forecasts.DistinctBy(f => f.Model).Count(), forecasts.Length,
            MeanOverModels(forecasts, f => f.Error),
            MeanOverModels(forecasts, f => Math.Abs(f.Logits.Value - f.OutcomeLogit)),
            MeanOverModels(forecasts, f => f.Error * f.Error + f.Outcome * (1 - f.Outcome)),
            MeanSpearman(forecasts),
            MeanOverModels(forecasts, f => f.IsCovered ? 1 : 0),
            said.PopulationVariance() > 0 ? said.PopulationCovariance(came) / said.PopulationVariance() : double.NaN);
    }

    private static double MeanOverModels(IEnumerable<HeldOutForecast> forecasts, Func<HeldOutForecast, double> value) => forecasts.GroupBy(f => f.Model).Average(g => g.Average(value));

    private static double MeanSpearman(HeldOutForecast[] forecasts)
    {
        double last = forecasts.Max(f => f.Later);
        double[] each =
        [
            .. forecasts.Where(f => f.Later == last).GroupBy(f => f.Now).Where(g => g.Count() >= LeastModels)
                .Select(g => Correlation.Spearman(g.Select(f => f.Forecast.Value), g.Select(f => f.Outcome))).Where(double.IsFinite),
        ];
        return each.Length == 0 ? double.NaN : each.Average();
    }

    /// <summary>A row a scheme: the error of "pass@1" less that of "pass@k", model by model.</summary>
    public static IEnumerable<LargeKGain> Gains(EmergenceTask task, IReadOnlyList<HeldOutForecast> heldOut, double level)
    {
        foreach (IGrouping<ValidationScheme, HeldOutForecast> scheme in heldOut.GroupBy(f => f.Scheme))
        {
            HeldOutForecast[] one = [.. scheme.Where(f => f.Method == "pass@1")], chosen = [.. scheme.Where(f => f.Method == ChosenPassAtKMethod.MethodName)];
            yield return new LargeKGain(
                task.Name, scheme.Key, one.DistinctBy(f => f.Model).Count(),
                MeanInterval.Of(ByModel(f => f.Error), level), MeanInterval.Of(ByModel(f => Math.Abs(f.Logits.Value - f.OutcomeLogit)), level), [.. chosen.Select(f => f.K).Distinct().Order()]);

            double[] ByModel(Func<HeldOutForecast, double> error) =>
                [.. one.Zip(chosen).GroupBy(both => both.First.Model).Select(g => g.Average(both => error(both.First) - error(both.Second)))];
        }
    }

    /// <summary>The gain of leave-one-model-out alone, for shuffled worlds.</summary>
    public static double Gain(EmergenceTask task) =>
        LeaveOneModelOut.MeanError(LinearMethod.PassAt(1), task.Pairs) - LeaveOneModelOut.MeanError(new ChosenPassAtKMethod(task.K), task.Pairs);

    /// <summary>A row a point of training and k: forecasts of each model's last checkpoint.</summary>
    public static IEnumerable<CheckpointError> ByCheckpoint(EmergenceTask task, double level)
    {
        Dictionary<string, EmergenceCheckpoint> last = task.Checkpoints.GroupBy(c => c.Model).ToDictionary(g => g.Key, g => g.MaxBy(c => c.Compute)!);
        foreach (double compute in task.Checkpoints.Select(c => c.Compute).Distinct().Order())
        {
            EmergencePair[] pairs = [.. task.Pairs.Where(p => p.Now.Compute == compute && p.Later == last[p.Model])];
            if (pairs.Length < LeastModels)
                continue;
            var ofOne = Errors(1);
            foreach (int k in task.K)
            {
                double[] errors = Errors(k);
                yield return new CheckpointError(
                    task.Name, compute, k, pairs.Length, errors.Average(), MeanInterval.Of([.. ofOne.Zip(errors, (one, own) => one - own)], level),
                    Correlation.Spearman(pairs.Select(p => p.Now.Logit(k)), pairs.Select(p => p.Outcome)));
            }

            double[] Errors(int k) =>
            [
                .. LeaveOneModelOut.Folds(task.Pairs).Select(fold => (fold, Test: pairs.SingleOrDefault(p => p.Model == fold.Test[0].Model)))
                    .Where(f => f.Test is not null).Select(f => f.Test!.Error(LinearMethod.PassAt(k).Train(f.fold.Training).Logit(f.Test.Now, f.Test.Horizon))),
            ];
        }
    }
}
