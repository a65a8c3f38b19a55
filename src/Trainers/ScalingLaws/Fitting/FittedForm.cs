namespace ResearchML.Trainers;

/// <summary>A form at the least cost that was found.</summary>
internal sealed record FittedForm(ScalingLawForm Form, double[] Coordinates, double Cost, FitStatus Status)
{
    /// <summary>Fits a form to runs, or says why that is not possible.</summary>
    public static FittedForm Fit(RunSet runs, ScalingLawForm form, FittingLoss loss)
    {
        FitStatus status = runs.Obstacles(form, runs.Weights);
        if (!status.IsUsable())
            return new FittedForm(form, [.. form.Coordinates.Select(_ => double.NaN)], double.NaN, status);

        double[] coordinates = new FormFitter(runs.ObjectiveOf(form, loss)).Search(out double cost, out bool converged);
        status |= runs.Doubts(form);
        if (!converged)
            status |= FitStatus.NotConverged;
        if (form.Coordinates.Where((range, i) => ScalingLawFit.IsAtBound(range, coordinates[i])).Any())
            status |= FitStatus.ParameterAtBound;
        return new FittedForm(form, coordinates, cost, status);
    }
}
