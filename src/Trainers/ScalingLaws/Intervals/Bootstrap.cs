namespace ResearchML.Trainers;

/// <summary>Refits forms to resamples of the runs, every form to the same ones, each from its own fit.</summary>
/// <remarks>Efron and Tibshirani 1993, chapters 6 and 9. A resample is drawn from (seed, its number): the same bits whatever the number of threads.</remarks>
internal static class Bootstrap
{
    private const int LeastClusters = 6;
    private const double MostUnfitted = 0.1;

    /// <summary>Runs it.</summary>
    /// <returns>Replicates (form, sample), null where a resample has too few runs and none at all where they tell nothing, and the forms' errors on runs that a resample left out (form, sample): mean |ln(observed/predicted)|, NaN without such runs.</returns>
    public static (double[]?[][] Replicates, double[][] LeftOutErrors) Run(
        RunSet runs, IReadOnlyList<FittedForm> fits, FittingLoss loss, BootstrapKind kind, int samples, ulong seed, Action<int> progress, CancellationToken cancellation)
    {
        var replicates = fits.Select(_ => new double[]?[samples]).ToArray();
        var leftOut = fits.Select(_ => new double[samples]).ToArray();
        int[][] clusters = Clusters(runs, kind);
        double[][] residuals = [.. fits.Select(f => Residuals(runs, f, loss))];
        var residualDraw = new WeightedDraw(runs.Weights);
        int done = 0;
        InParallel.For(samples,
            () => fits.Select(f => runs.ObjectiveOf(f.Form, loss)).Select(o => (Objective: o, Fitter: new FormFitter(o, cancellation))).ToArray(),
            (sample, workers) =>
            {
                ulong own = ComponentSeed.Mix(seed, (ulong)sample);
                double[] weights = kind == BootstrapKind.Residual ? runs.Weights : Draw(runs, clusters, own);
                for (int f = 0; f < fits.Count; f++)
                {
                    var (objective, fitter) = workers[f];
                    objective.Weights = weights;
                    if (kind == BootstrapKind.Residual)
                        DrawResiduals(objective, runs, fits[f], residuals[f], residualDraw, own);
                    bool possible = runs.Obstacles(fits[f].Form, weights).IsUsable();
                    replicates[f][sample] = possible ? Refit(fits[f], fitter) : null;
                    leftOut[f][sample] = possible ? LeftOutError(runs, objective, replicates[f][sample]) : double.NaN;
                }

                progress(Interlocked.Increment(ref done));
            },
            cancellation);

        // Few clusters make few different resamples, and the resamples that can be fitted are no sample when many cannot: neither shows doubt.
        bool few = (kind == BootstrapKind.Residual ? runs.Points.Length : clusters.Length) < LeastClusters;
        return ([.. replicates.Select(r => few || r.Count(x => x is null) > MostUnfitted * samples ? [] : r)], leftOut);
    }

    private static double[] Refit(FittedForm fit, FormFitter fitter)
    {
        double[] coordinates = (double[])fit.Coordinates.Clone();
        double cost = fitter.Refine(coordinates, out bool converged);
        if (converged)
            return coordinates;
        double[] again = (double[])fit.Coordinates.Clone();
        return fitter.Continue(again, out _) < cost ? again : coordinates;
    }

    private static int[][] Clusters(RunSet runs, BootstrapKind kind)
    {
        var indices = Enumerable.Range(0, runs.Points.Length);
        return kind == BootstrapKind.ModelSize
            ? [.. indices.GroupBy(i => Math.Round(runs.Points[i].LogParameters, 5)).Select(g => g.ToArray())]
            : [.. indices.GroupBy(i => (object?)runs.Runs[i].Group ?? i).Select(g => g.ToArray())];
    }

    private static double[] Draw(RunSet runs, int[][] clusters, ulong seed)
    {
        double[] weights = new double[runs.Points.Length];
        for (int draw = 0; draw < clusters.Length; draw++)
        {
            foreach (int i in clusters[Pick(seed, draw, clusters.Length)])
                weights[i] += runs.Weights[i];
        }

        return weights;
    }

    /// <summary>Residuals of the fit, about their weighted mean, widened by √(n/(n-p)) for the parameters that they made room for.</summary>
    public static double[] Residuals(RunSet runs, FittedForm fit, FittingLoss loss)
    {
        int n = runs.Points.Length, p = fit.Form.Coordinates.Count;
        double[] residuals = [.. Enumerable.Range(0, n).Select(i => -loss.Residual(runs.Predict(fit, i), runs.Losses[i]))];
        double mean = residuals.Zip(runs.Weights, (r, w) => r * w).Sum() / runs.Weights.Sum(), widening = Math.Sqrt(n / (double)Math.Max(1, n - p));
        return [.. residuals.Select(r => (r - mean) * widening)];
    }

    private static void DrawResiduals(FitObjective objective, RunSet runs, FittedForm fit, double[] residuals, WeightedDraw draw, ulong seed)
    {
        for (int i = 0; i < residuals.Length; i++)
        {
            double predicted = runs.Predict(fit, i), residual = residuals[draw.Pick(seed, i)];
            objective.Losses[i] = objective.Loss.OnLogarithm ? predicted * Math.Exp(residual) : Math.Max(predicted + residual, 1e-6 * predicted);
        }
    }

    private static double LeftOutError(RunSet runs, FitObjective objective, double[]? coordinates)
    {
        double sum = 0, weight = 0;
        for (int i = 0; i < runs.Points.Length; i++)
        {
            if (objective.Weights[i] > 0)
                continue;
            sum += runs.Weights[i] * Math.Abs(Math.Log(runs.Losses[i] / objective.Form.Value(objective.Points[i], coordinates)));
            weight += runs.Weights[i];
        }

        return sum / weight;
    }

    /// <summary>A number below <paramref name="count"/> from a seed and a position.</summary>
    public static int Pick(ulong seed, int position, int count) => (int)Math.BigMul(ComponentSeed.Mix(seed, (ulong)position), (ulong)count, out _);
}
