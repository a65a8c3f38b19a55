namespace ResearchML.Trainers;

/// <summary>Validates forms by rolling origin and weighs them by how they did; see <see cref="ValidationTable"/>.</summary>
/// <remarks>Inverse squared error as Bates and Granger 1969, "The combination of forecasts". A form is measured against the smallest one on the origins where both
/// were fitted: the early origins, which a large form cannot be fitted to, are the harder ones, and missing them must be no advantage.</remarks>
internal static class RollingOrigin
{
    /// <summary>Runs beyond the number of parameters that a form needs below an origin.</summary>
    private const int Spare = 2;

    /// <summary>The least step of ln(ordering quantity) across an origin: nearly equal values stay together.</summary>
    private const double LeastStep = 0.02;

    /// <summary>Error of ln L that counts as none, so that a form which is exact does not outweigh every other infinitely.</summary>
    private const double Negligible = 1e-3;

    /// <summary>Validates.</summary>
    public static ValidationTable Validate(RunSet runs, IReadOnlyList<FittedForm> forms, RollingOriginOptions options, FittingLoss loss, Action<int> progress, CancellationToken cancellation)
    {
        int[] order = [.. Enumerable.Range(0, runs.Points.Length).OrderBy(i => options.OrderBy.LogOf(runs.Points[i]))];
        double[] logs = [.. order.Select(i => options.OrderBy.LogOf(runs.Points[i]))];
        int[] cuts = Cuts(logs, options.Origins, forms.Min(f => f.Form.Coordinates.Count) + Spare);
        var errors = new double[forms.Count][][];   // (form, origin, run): ln(observed/predicted), none where the form was not fitted, or not finite
        for (int f = 0; f < forms.Count; f++)
            errors[f] = new double[cuts.Length][];
        InParallel.For(forms.Count * cuts.Length, part =>
        {
            progress(0);
            int cut = cuts[part % cuts.Length];
            errors[part / cuts.Length][part % cuts.Length] = Errors(runs, forms[part / cuts.Length].Form, order.AsSpan(0, cut), order.AsSpan(cut), loss, cancellation);
        }, cancellation);

        ValidationBin[] bins = [.. cuts.Select(cut => new ValidationBin(Math.Exp(logs[cut - 1]), Math.Exp(logs[cut]), Math.Exp(logs[^1]), cut, logs.Length - cut))];
        double[] relative = RelativeSquaredErrors(forms, errors), precision = [.. relative.Select(r => double.IsNaN(r) ? 0 : 1 / r)];
        if (precision.Sum() == 0)
            precision = [.. forms.Select(_ => 1.0)];
        return new ValidationTable(options.OrderBy, bins,
            [.. forms.Select((f, i) => new FormValidation(f.Form.Name,
                [.. errors[i].Select(e => e.Length == 0 ? double.NaN : 100 * e.Average())],
                errors[i].Any(e => e.Length > 0) ? 100 * errors[i].SelectMany(e => e).Average(Math.Abs) : double.NaN,
                Math.Sqrt(relative[i]), precision[i] / precision.Sum()))],
            forms[Array.IndexOf(precision, precision.Max())].Form.Name);
    }

    /// <summary>Where to cut the ordered runs: at the permitted place nearest to each share.</summary>
    private static int[] Cuts(double[] logs, IReadOnlyList<double> shares, int least)
    {
        int[] permitted = [.. Enumerable.Range(1, Math.Max(0, logs.Length - 1)).Where(cut => cut >= least && logs[cut] - logs[cut - 1] > LeastStep)];
        return permitted.Length == 0 ? [] : [.. shares.Select(share => permitted.MinBy(cut => Math.Abs(cut - share * logs.Length))).Distinct()];
    }

    private static double[] Errors(RunSet runs, ScalingLawForm form, ReadOnlySpan<int> fitted, ReadOnlySpan<int> predicted, FittingLoss loss, CancellationToken cancellation)
    {
        double[] weights = new double[runs.Weights.Length];
        foreach (int i in fitted)
            weights[i] = runs.Weights[i];
        if (fitted.Length < form.Coordinates.Count + Spare || !runs.Obstacles(form, weights).IsUsable())
            return [];

        FitObjective objective = runs.ObjectiveOf(form, loss);
        objective.Weights = weights;
        double[] coordinates = new FormFitter(objective, cancellation).Search(out _, out _);
        double[] errors = new double[predicted.Length];
        for (int k = 0; k < errors.Length; k++)
            errors[k] = Math.Log(runs.Losses[predicted[k]] / form.Value(objective.Points[predicted[k]], coordinates));
        return errors.All(double.IsFinite) ? errors : [];
    }

    /// <summary>Σ(e² + ε²) of each form over that of the form with the fewest parameters, on the origins where both were fitted; NaN where there is none.</summary>
    private static double[] RelativeSquaredErrors(IReadOnlyList<FittedForm> forms, double[][][] errors)
    {
        int reference = Enumerable.Range(0, forms.Count).OrderByDescending(f => errors[f].Count(e => e.Length > 0)).ThenBy(f => forms[f].Form.Coordinates.Count).First();
        return [.. errors.Select(own =>
        {
            int[] shared = [.. Enumerable.Range(0, own.Length).Where(k => own[k].Length > 0 && errors[reference][k].Length > 0)];
            return shared.Length == 0 ? double.NaN : shared.Sum(k => Squares(own[k])) / shared.Sum(k => Squares(errors[reference][k]));
        })];
    }

    private static double Squares(double[] errors) => errors.Sum(e => e * e + Negligible * Negligible);
}
