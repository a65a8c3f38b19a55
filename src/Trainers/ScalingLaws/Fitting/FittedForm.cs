namespace ResearchML.Trainers;

/// <summary>A form at the least cost that was found.</summary>
internal sealed record FittedForm(ScalingLawForm Form, double[] Coordinates, double Cost, FitStatus Status)
{
    /// <summary>Fits a form to runs, or says why that is not possible.</summary>
    public static FittedForm Fit(RunSet runs, ScalingLawForm form, FittingLoss loss, CancellationToken cancellation)
    {
        FitStatus status = runs.Obstacles(form, runs.Weights);
        if (!status.IsUsable())
            return NotFitted(form, status);

        double[] coordinates = new FormFitter(runs.ObjectiveOf(form, loss), cancellation).Search(out double cost, out bool converged);
        if (!double.IsFinite(cost))
            return NotFitted(form, FitStatus.NoFiniteCost);
        status |= runs.Doubts(form);
        if (!converged)
            status |= FitStatus.NotConverged;
        if (form.Coordinates.Where((range, i) => ScalingLawFit.IsAtBound(range, coordinates[i])).Any())
            status |= FitStatus.ParameterAtBound;
        return new FittedForm(form, coordinates, cost, status);
    }

    private static FittedForm NotFitted(ScalingLawForm form, FitStatus status) => new(form, [.. form.Coordinates.Select(_ => double.NaN)], double.NaN, status);
}
