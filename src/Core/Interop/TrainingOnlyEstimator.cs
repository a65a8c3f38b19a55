using Microsoft.ML;

namespace ResearchML;

/// <summary>Fits an estimator whose transformer is for training only. What it promises is the schema that the rest of the pipeline is fitted on.</summary>
internal sealed class TrainingOnlyEstimator(IEstimator<ITransformer> training) : IEstimator<ITransformer>
{
    public ITransformer Fit(IDataView input) => new TrainingOnlyTransformer(training.Fit(input));

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => training.GetOutputSchema(inputSchema);
}
