using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ResearchML;

/// <summary>Applies a transformer while a pipeline is fitted, and passes rows on unchanged ever after.</summary>
/// <remarks>Scope alone does not do: <c>CrossValidate</c> runs held-out folds through every step of a chain whatever its scope (TransformerScope.Everything),
/// so that metrics would be taken on augmented or filtered rows, and <c>PredictionEngine</c> refuses a chain that holds such a step.</remarks>
internal sealed class TrainingOnlyTransformer(ITransformer training) : IExternalTransformer, ITransformerWithDifferentMappingAtTrainingTime, IDisposable
{
    public static int FormatVersion => 1;

    public bool IsRowToRowMapper => true;

    public static ITransformer Load(IHostEnvironment env, TransformerReader reader) => new TrainingOnlyTransformer(reader.ReadTransformer("training"));

    public void Save(TransformerWriter writer) => writer.WriteTransformer("training", training);

    public IDataView TransformForTrainingPipeline(IDataView input) => training.Transform(input);

    public IDataView Transform(IDataView input) => input;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new IdentityMapper(inputSchema);

    public void Dispose() => (training as IDisposable)?.Dispose();

    private sealed class IdentityMapper(DataViewSchema schema) : IRowToRowMapper
    {
        public DataViewSchema InputSchema => schema;

        public DataViewSchema OutputSchema => schema;

        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => dependingColumns;

        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => input;
    }
}
