using Microsoft.ML;

namespace ResearchML;

internal static class OutputSchema
{
    /// <summary>The schema of a transformer that adds columns after those of its source, which keep their indices.</summary>
    public static DataViewSchema Extend<TResult>(DataViewSchema source, IEnumerable<InputColumn> inputs, IEnumerable<OutputColumn<TResult>> outputs)
    {
        foreach (InputColumn input in inputs)
            input.Require(source);

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(source);
        foreach (OutputColumn<TResult> output in outputs)
            builder.AddColumn(output.Name, output.Type, output.Annotations);
        return builder.ToSchema();
    }
}
