using Microsoft.ML;
using Microsoft.ML.Runtime;
using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>Gives each row the score of its checkpoint.</summary>
internal sealed class CheckpointScoreTransformer : BatchedTransformer<CheckpointKey, Estimate>
{
    private const int BatchRows = 64;
    private readonly EmergenceColumnsAdapter _columns;
    private readonly Lazy<IReadOnlyDictionary<CheckpointKey, Estimate>> _scores;

    public CheckpointScoreTransformer(IHostEnvironment environment, EmergenceColumnsAdapter columns, Func<IReadOnlyDictionary<CheckpointKey, Estimate>> scores)
        : base(environment, nameof(EmergenceTransformer), BatchRows) => (_columns, _scores) = (columns, new(scores));

    internal static IReadOnlyList<OutputColumn<Estimate>> OutputColumns { get; } =
    [
        OutputColumn.Single<Estimate>("Score", e => (float)e.Value, ScoreAnnotations.Regression),
        OutputColumn.Single<Estimate>("ScoreLower", e => (float)e.Lower),
        OutputColumn.Single<Estimate>("ScoreUpper", e => (float)e.Upper),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs => _columns.All;

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<Estimate>> Outputs => OutputColumns;

    /// <inheritdoc/>
    protected override Func<CheckpointKey> BindInput(DataViewRow row) => _columns.BindKey(row);

    /// <inheritdoc/>
    protected override IReadOnlyList<Estimate> MapBatch(IReadOnlyList<CheckpointKey> batch) => [.. batch.Select(key => _scores.Value[key])];
}
