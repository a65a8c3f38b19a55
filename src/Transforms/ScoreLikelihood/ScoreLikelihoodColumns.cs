using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Names of the columns that scoring reads and writes, and how a score becomes their values.</summary>
internal sealed record ScoreLikelihoodColumns(string Input, string Loss, string? TokenCount, string? ByteCount)
{
    public InputColumn Text { get; } = InputColumn.Text(Input);

    public IReadOnlyList<OutputColumn<TextScore>> Outputs { get; } =
    [
        OutputColumn.Single<TextScore>(Loss, s => (float)s.LossNats),
        .. TokenCount is null ? Array.Empty<OutputColumn<TextScore>>() : [OutputColumn.Int32<TextScore>(TokenCount, s => s.TokenCount)],
        .. ByteCount is null ? Array.Empty<OutputColumn<TextScore>>() : [OutputColumn.Int32<TextScore>(ByteCount, s => s.ByteCount)],
    ];
}
