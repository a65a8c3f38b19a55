using System.Reflection;
using Microsoft.ML;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class CancellationTests
{
    private static readonly IReadOnlyList<RunRow> Runs = Laws.Noisy(Planted.Named("Chinchilla").Runs, 0.01, seed: 9);

    [TestMethod]
    public void A_token_cancelled_before_ends_the_fit()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Laws.Fit(Runs, Laws.Options(ScalingLawForm.Chinchilla) with { CancellationToken = source.Token }));
    }

    [TestMethod]
    public void A_token_cancelled_during_the_bootstrap_ends_it_at_once()
    {
        using var source = new CancellationTokenSource();
        int done = 0;
        var options = Laws.Options(ScalingLawForm.Chinchilla) with { BootstrapSamples = 100_000, CancellationToken = source.Token };
        Assert.Throws<OperationCanceledException>(() => ScalingLawFitter.Fit([.. Runs.Select(r => new ScalingRun(new ScalingPoint(r.Parameters, r.Tokens), r.Label))], 0, options, 1, count =>
        {
            done = Math.Max(done, count);
            if (count == 5)
                source.Cancel();
        }));
        Assert.IsLessThan(1000, done, "resamples after cancelling: those under way");
    }

    // By a form that cancels at some evaluation: at the first, while it is checked; in the middle of a search; in the bootstrap.
    [TestMethod]
    [DataRow(1)]
    [DataRow(20_000)]
    [DataRow(3_000_000)]
    public void The_contexts_own_cancelling_ends_the_fit_as_itself(int evaluation)
    {
        var context = new MLContext(1);
        var form = new Cancelling(evaluation, () => typeof(MLContext).GetMethod("CancelExecution", BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(context, null));
        var trainer = context.Regression.Trainers.ScalingLaw(Laws.Options(form) with { BootstrapSamples = 100_000 });
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(context.Data.LoadFromEnumerable(Runs)));
    }

    [TestMethod]
    public void A_token_cancelled_during_a_search_ends_it()
    {
        using var source = new CancellationTokenSource();
        var form = new Cancelling(20_000, source.Cancel);
        Assert.Throws<OperationCanceledException>(() => Laws.Fit(Runs, Laws.Options(form) with { CancellationToken = source.Token }));
        Assert.IsLessThan(200_000, form.Evaluations, "the search goes no further than the start or hop under way");
    }

    [TestMethod]
    public void Progress_counts_resamples_to_the_end()
    {
        var counts = new System.Collections.Concurrent.ConcurrentBag<int>();
        var options = Laws.Options(ScalingLawForm.Chinchilla) with { BootstrapSamples = 30 };
        ScalingLawFitter.Fit([.. Runs.Select(r => new ScalingRun(new ScalingPoint(r.Parameters, r.Tokens), r.Label))], 0, options, 1, count =>
        {
            if (count > 0)
                counts.Add(count);
        });
        CollectionAssert.AreEquivalent(Enumerable.Range(1, 30).ToArray(), counts.ToArray());
    }

    [TestMethod]
    public void The_log_tells_every_fit_and_warns_of_a_doubtful_one()
    {
        var context = new MLContext(1);
        var lines = new List<string>();
        context.Log += (_, e) =>
        {
            if (e.Source.Contains("ScalingLaw", StringComparison.Ordinal))
                lines.Add($"{e.Kind} {e.RawMessage}");
        };
        context.Regression.Trainers.ScalingLaw(Laws.Options(ScalingLawForm.Chinchilla, ScalingLawForm.TiedExponents)).Fit(context.Data.LoadFromEnumerable(Runs.Append(Runs[0])));
        Assert.IsTrue(lines.Any(l => l.StartsWith("Warning Chinchilla: E = ", StringComparison.Ordinal) && l.EndsWith("DuplicateRuns", StringComparison.Ordinal)), string.Join('\n', lines));
        Assert.IsTrue(lines.Any(l => l.Contains("TiedExponents", StringComparison.Ordinal)));
    }

    private sealed class Cancelling(int at, Action cancel) : ScalingLawForm("Cancelling",
        ScalingLawCoordinate.Coefficient("E"), ScalingLawCoordinate.Coefficient("A"), ScalingLawCoordinate.Searched("alpha", 0.05, 2))
    {
        private int _evaluations;

        public int Evaluations => Volatile.Read(ref _evaluations);

        public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
        {
            if (Interlocked.Increment(ref _evaluations) == at)
                cancel();
            double n = point.LogParameters - 20, power = Math.Exp(-coordinates[2] * n);
            (gradient[0], gradient[1], gradient[2]) = (1, power, -n * coordinates[1] * power);
            return coordinates[0] + coordinates[1] * power;
        }
    }
}
