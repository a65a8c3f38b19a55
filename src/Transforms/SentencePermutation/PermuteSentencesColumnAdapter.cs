using Microsoft.ML.Data;
using PermutedRow = (ResearchML.Transforms.PermutedDocument Document, Microsoft.ML.Data.DataViewRowId Source);

namespace ResearchML.Transforms;

/// <summary>Names and types of the columns that permutation reads and writes.</summary>
internal sealed record PermuteSentencesColumnAdapter(string Input, string Output)
{
    public InputColumn Text { get; } = InputColumn.Text(Input);

    public IReadOnlyList<OutputColumn<PermutedRow>> Outputs { get; } =
    [
        OutputColumn.Text<PermutedRow>(Output, r => r.Document.Text),
        OutputColumn.Create("SourceRowId", RowIdDataViewType.Instance, (PermutedRow r) => r.Source),
        OutputColumn.Create("Permutation", new VectorDataViewType(NumberDataViewType.Int32), (PermutedRow r) => new VBuffer<int>(r.Document.Permutation.Count, [.. r.Document.Permutation])),
        OutputColumn.Single<PermutedRow>("Log10Orderings", r => (float)r.Document.Log10Orderings),
        OutputColumn.Int32<PermutedRow>("DependenceEdges", r => r.Document.DependenceEdges),
        OutputColumn.Text<PermutedRow>("SamplingMethod", r => r.Document.Method),
    ];
}
