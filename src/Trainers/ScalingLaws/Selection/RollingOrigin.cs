namespace ResearchML.Trainers;

/// <summary>Validates forms by rolling origin and weighs them by how they did; see <see cref="ValidationTable"/>.</summary>
/// <remarks>Inverse squared error as Bates and Granger 1969, "The combination of forecasts". A form is measured against the smallest one on the origins where both
/// were fitted: the early origins, which a large form cannot be fitted to, are the harder ones, and missing them must be no advantage.</remarks>
internal static class RollingOrigin
{
    /// <summary>Configurations beyond the number of parameters that a form needs below an origin.</summary>
    private const int Spare = 2;

    /// <summary>The least step of ln(ordering quantity) across an origin: nearly equal values stay together.</summary>
    private const double LeastStep = 0.02;

    /// <summary>A step of less is none: Single rounds by 1e-7.</summary>
    private const double SameLog = 1e-6;

    /// <summary>Error of ln L that counts as none, so that a form which is exact does not outweigh every other infinitely.</summary>
    private const double Negligible = 1e-3;

    /// <summary>Validates.</summary>
    public static ValidationTable Validate(RunSet runs, IReadOnlyList<FittedForm> forms, RollingOriginOptions options, FittingLoss loss, Action<int> progress, CancellationToken cancellation)
    {
        int[] order = [.. Enumerable.Range(0, runs.Points.Length).OrderBy(i => options.OrderBy.LogOf(runs.Points[i]))];
        double[] logs = [.. order.Select(i => options.OrderBy.LogOf(runs.Points[i]))];
        int[] cuts = Cuts(logs, options.Origins, LeastCut(runs, order, forms.Min(f => f.Form.Coordinates.Count) + Spare));
        var heldOut = new HeldOut[forms.Count][];
        for (int f = 0; f < forms.Count; f++)
            heldOut[f] = new HeldOut[cuts.Length];
        InParallel.For(forms.Count * cuts.Length, part =>
        {
            progress(0);
            var (f, origin) = Math.DivRem(part, cuts.Length);
            heldOut[f][origin] = Predict(runs, forms[f].Form, order.AsSpan(0, cuts[origin]), order.AsSpan(cuts[origin]), loss, cancellation);
        }, cancellation);

        ValidationBin[] bins = [.. cuts.Select(cut => new ValidationBin(Math.Exp(logs[cut - 1]), Math.Exp(logs[cut]), Math.Exp(logs[^1]), cut, logs.Length - cut))];
        double[] relative = RelativeSquaredErrors(forms, heldOut), precision = [.. relative.Select(r => double.IsNaN(r) ? 0 : 1 / r)];
        if (precision.Count(p => p > 0) < 2)
            precision = [.. forms.Select(_ => 1.0)];   // one form that was measured is not the better one
        return new ValidationTable(options.OrderBy, bins,
            [.. forms.Select((f, i) => new FormValidation(f.Form.Name,
                [.. heldOut[i].Select(h => 100 * h.Mean(e => e))],
                100 * HeldOut.All(heldOut[i]).Mean(Math.Abs),
                Math.Sqrt(relative[i]), precision[i] / precision.Sum()))],
            forms[Array.IndexOf(precision, precision.Max())].Form.Name);
    }

    /// <summary>How many of the ordered runs have so many configurations among them.</summary>
    private static int LeastCut(RunSet runs, int[] order, int configurations)
    {
        var seen = new HashSet<ScalingPoint>();
        int cut = 0;
        while (cut < order.Length && seen.Count < configurations)
            seen.Add(runs.Points[order[cut++]]);
        return cut;
    }

    /// <summary>Where to cut the ordered runs: at the step nearest to each share or, where runs lie so densely that no step is near, between any two that differ.</summary>
    private static int[] Cuts(double[] logs, IReadOnlyList<double> shares, int least)
    {
        int[] steps = Above(LeastStep), any = Above(SameLog);
        return any.Length == 0 ? [] : [.. shares.Select(share => Nearest(steps, share * logs.Length, logs.Length / 4.0) ?? Nearest(any, share * logs.Length, logs.Length)!.Value).Distinct().Order()];

        int[] Above(double step) => [.. Enumerable.Range(1, Math.Max(0, logs.Length - 1)).Where(cut => cut >= least && logs[cut] - logs[cut - 1] > step)];

        static int? Nearest(int[] cuts, double place, double farthest) => cuts.Where(cut => Math.Abs(cut - place) <= farthest).Select(cut => (int?)cut).MinBy(cut => Math.Abs(cut!.Value - place));
    }

    private static HeldOut Predict(RunSet runs, ScalingLawForm form, ReadOnlySpan<int> fitted, ReadOnlySpan<int> predicted, FittingLoss loss, CancellationToken cancellation)
    {
        double[] weights = new double[runs.Weights.Length];
        foreach (int i in fitted)
            weights[i] = runs.Weights[i];
        if (runs.Configurations(weights) < form.Coordinates.Count + Spare || !runs.Obstacles(form, weights).IsUsable())
            return HeldOut.None;

        FitObjective objective = runs.ObjectiveOf(form, loss);
        objective.Weights = weights;
        double[] coordinates = new FormFitter(objective, cancellation).Search(out _, out _);
        double[] errors = new double[predicted.Length], own = new double[predicted.Length];
        for (int k = 0; k < errors.Length; k++)
        {
            errors[k] = Math.Log(runs.Losses[predicted[k]] / form.Value(objective.Points[predicted[k]], coordinates));
            own[k] = runs.Weights[predicted[k]];
        }

        return errors.All(double.IsFinite) ? new HeldOut(errors, own) : HeldOut.None;
    }

    /// <summary>Σ w·(e² + ε²) of each form over that of the form with the fewest parameters, on the origins where both were fitted; NaN where there is none.</summary>
    private static double[] RelativeSquaredErrors(IReadOnlyList<FittedForm> forms, HeldOut[][] heldOut)
    {
        int reference = Enumerable.Range(0, forms.Count).OrderByDescending(f => heldOut[f].Count(h => h.Any)).ThenBy(f => forms[f].Form.Coordinates.Count).First();
        return [.. heldOut.Select(own =>
        {
            int[] shared = [.. Enumerable.Range(0, own.Length).Where(k => own[k].Any && heldOut[reference][k].Any)];
            return shared.Length == 0 ? double.NaN : shared.Sum(k => own[k].Squares(Negligible)) / shared.Sum(k => heldOut[reference][k].Squares(Negligible));
        })];
    }

    /// <summary>ln(observed/predicted) of the runs above an origin, with the runs' weights: none where the form was not fitted, or predicts nothing finite.</summary>
    private sealed record HeldOut(double[] Errors, double[] Weights)
    {
        public static HeldOut None { get; } = new([], []);

        public bool Any => Errors.Length > 0;

        public static HeldOut All(IEnumerable<HeldOut> parts) => new([.. parts.SelectMany(p => p.Errors)], [.. parts.SelectMany(p => p.Weights)]);

        /// <summary>NaN without any.</summary>
        public double Mean(Func<double, double> of) => Errors.Zip(Weights, (e, w) => w * of(e)).Sum() / Weights.Sum();

        public double Squares(double negligible) => Errors.Zip(Weights, (e, w) => w * (e * e + negligible * negligible)).Sum();
    }
}
