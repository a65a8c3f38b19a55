using Microsoft.ML;
using Microsoft.ML.Runtime;
using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>Predicts losses by a fitted scaling law; see <see cref="ScalingLawTrainer"/>. The law with all that is known about it is <see cref="Law"/>.</summary>
/// <remarks>Immutable and thread-safe. A row whose N, D or U is not a positive finite number scores NaN.</remarks>
public sealed class ScalingLawTransformer : BatchedTransformer<ScalingPoint?, Estimate>, IExternalTransformer
{
    private const int BatchRows = 64;
    private static readonly double BitsPerNat = 1 / Math.Log(2);
    private readonly ScalingPointAdapter _columns;

    internal ScalingLawTransformer(IHostEnvironment environment, ScalingPointAdapter columns, ScalingLaw law)
        : base(environment, nameof(ScalingLawTransformer), BatchRows) => (_columns, Law) = (columns, law);

    static int IExternalTransformer.FormatVersion => 1;

    /// <summary>The law, with runs, fits, validation and comparisons.</summary>
    public ScalingLaw Law { get; }

    /// <summary>Every form by name, those included that could not be fitted.</summary>
    public IReadOnlyDictionary<string, ScalingLawFit> Fits => Law.Fits;

    /// <summary>How the forms did at predicting runs beyond those that they were fitted to.</summary>
    public ValidationTable Validation => Law.Validation;

    internal static IReadOnlyList<OutputColumn<Estimate>> OutputColumns { get; } =
    [
        OutputColumn.Single<Estimate>("Score", e => (float)e.Value, ScoreAnnotations.Regression),
        OutputColumn.Single<Estimate>("ScoreLower", e => (float)e.Lower),
        OutputColumn.Single<Estimate>("ScoreUpper", e => (float)e.Upper),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs => _columns.Columns;

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<Estimate>> Outputs => OutputColumns;

    /// <inheritdoc cref="ScalingLaw.Predict(double, double, double?)"/>
    public double Predict(double parameters, double tokens, double? uniqueTokens = null) => Law.Predict(parameters, tokens, uniqueTokens);

    /// <inheritdoc cref="ScalingLaw.ComputeOptimal"/>
    public Allocation ComputeOptimal(double flops, AllocationOptions? options = null) => Law.ComputeOptimal(flops, options);

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader)
    {
        var columns = new ScalingPointAdapter(reader.ReadString(), reader.ReadString(), reader.ReadString() is { Length: > 0 } unique ? unique : null);
        return new ScalingLawTransformer(env, columns, reader.ReadBlob("law", ScalingLawFormat.Read));
    }

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        writer.Writer.Write(_columns.Parameters.Name);
        writer.Writer.Write(_columns.Tokens.Name);
        writer.Writer.Write(_columns.UniqueTokens?.Name ?? "");
        writer.WriteBlob("law", stream => ScalingLawFormat.Write(Law, stream));
    }

    /// <inheritdoc/>
    protected override Func<ScalingPoint?> BindInput(DataViewRow row)
    {
        Func<ScalingLawRow> read = _columns.Bind(row);
        return () => read() is { IsPoint: true } values ? values.ToPoint() : null;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Estimate> MapBatch(IReadOnlyList<ScalingPoint?> batch)
    {
        double unit = Law.LossUnit == LossUnit.Bits ? BitsPerNat : 1;
        return [.. batch.Select(point => point is { } known && Law.PredictInterval(known, Law.ConfidenceLevel) is var e
            ? e with { Value = unit * e.Value, Lower = unit * e.Lower, Upper = unit * e.Upper }
            : new Estimate(double.NaN, double.NaN, double.NaN, Law.ConfidenceLevel))];
    }
}
