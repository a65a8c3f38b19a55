namespace ResearchML;

internal static class RowCountChange
{
    public static InvalidOperationException NoMapper(Type transformer) => new(
        $"{transformer.Name} does not give exactly one row for each row, so it has no row-to-row mapper and PredictionEngine cannot run it. " +
        "If the step is for training only, append it through ForTrainingOnly() and give PredictionEngine the fitted chain's ScoringModel().");
}
