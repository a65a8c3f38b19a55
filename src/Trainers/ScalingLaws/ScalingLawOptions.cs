using System.Globalization;

namespace ResearchML.Trainers;

/// <summary>Columns, forms and intervals of a scaling-law fit.</summary>
public sealed record ScalingLawOptions
{
    /// <summary>Name of the loss column: any number type. Default "Label", ML.NET's name.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>Name of the column of model sizes N, in parameters: any number type. Default "Parameters".</summary>
    public string ParametersColumnName { get; init; } = "Parameters";

    /// <summary>Name of the column of training tokens D: any number type. Default "Tokens".</summary>
    public string TokensColumnName { get; init; } = "Tokens";

    /// <summary>Name of a column of distinct tokens U, for <see cref="ScalingLawForm.DataConstrained"/>. Where it is named and runs repeat their data, the law is chosen among the forms in unique tokens. Default <see langword="null"/>: none.</summary>
    public string? UniqueTokensColumnName { get; init; }

    /// <summary>Name of a column of weights: each multiplies its run's cost; 0 leaves the run out, and is counted so. Default <see langword="null"/>: all weigh 1.</summary>
    public string? WeightColumnName { get; init; }

    /// <summary>Name of a Text column that says which runs belong together (a sweep over seeds or learning rates): the bootstrap draws them together. Default <see langword="null"/>: each is on its own.</summary>
    public string? GroupColumnName { get; init; }

    /// <summary>Whether, of the runs with the same N, D and U (a sweep over seeds or learning rates), only the one with the lowest loss counts; the bootstrap then draws single runs. Default false.</summary>
    public bool BestPerConfiguration { get; init; }

    /// <summary>Unit of the loss column. Default nats.</summary>
    public LossUnit LossUnit { get; init; } = LossUnit.Nats;

    /// <summary>Which runs to leave out, one rule after the other. Default: none.</summary>
    public IReadOnlyList<ExclusionRule> Exclusions { get; init; } = [];

    /// <summary>Whether rows whose N, D, U, loss or weight is no positive finite number are left out and counted. Default false: they are an error.</summary>
    public bool ExcludeInvalidRows { get; init; }

    /// <summary>The forms to fit. Default <see cref="ScalingLawForm.All"/>.</summary>
    public IReadOnlyList<ScalingLawForm> Forms { get; init; } = ScalingLawForm.All;

    /// <summary>What to predict with. Default: the average.</summary>
    public FormSelection Selection { get; init; } = FormSelection.Average;

    /// <summary>How forms are validated against each other.</summary>
    public RollingOriginOptions Validation { get; init; } = new();

    /// <summary>What a fit minimises. Default Huber's loss, δ = 1e-3, of ln L.</summary>
    public FittingLoss Loss { get; init; } = FittingLoss.HuberOnLogarithm;

    /// <summary>Bootstrap resamples: 0 for no intervals, or from 20 to 100,000. Default 1000.</summary>
    public int BootstrapSamples { get; init; } = 1000;

    /// <summary>What a resample draws. Default runs (or groups).</summary>
    public BootstrapKind BootstrapKind { get; init; } = BootstrapKind.Case;

    /// <summary>Confidence level of the columns <c>ScoreLower</c> and <c>ScoreUpper</c>. Between 0 and 1. Default 0.95.</summary>
    public double ConfidenceLevel { get; init; } = 0.95;

    /// <summary>How many times beyond the data N, D, D/N or epochs may lie before a prediction is called an extrapolation. At least 1. Default 10.</summary>
    public double ExtrapolationFactor { get; init; } = 10;

    /// <summary>Seed of the bootstrap; the fits depend on none. Default <see langword="null"/>: the context's.</summary>
    public int? Seed { get; init; }

    /// <summary>Ends the fit early, with <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A name is empty or used twice, or there is no form, or two share a name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    internal void Validate()
    {
        (string Option, string? Column)[] columns =
        [
            (nameof(LabelColumnName), LabelColumnName ?? ""), (nameof(ParametersColumnName), ParametersColumnName ?? ""), (nameof(TokensColumnName), TokensColumnName ?? ""),
            (nameof(UniqueTokensColumnName), UniqueTokensColumnName), (nameof(WeightColumnName), WeightColumnName), (nameof(GroupColumnName), GroupColumnName),
        ];
        foreach (var (option, column) in columns)
        {
            if (column is "")
                throw new ArgumentException($"{nameof(ScalingLawOptions)}.{option} must name a column.", option);
            if (column is not null && columns.First(c => c.Column == column).Option is var first && first != option)
                throw new ArgumentException($"{nameof(ScalingLawOptions)}.{first} and {option} both name column '{column}'.", option);
        }

        ArgumentNullException.ThrowIfNull(Forms);
        ArgumentNullException.ThrowIfNull(Exclusions);
        ArgumentNullException.ThrowIfNull(Loss);
        ArgumentNullException.ThrowIfNull(Validation);
        if (Forms.Contains(null!) || Exclusions.Contains(null!))
            throw new ArgumentException($"{nameof(ScalingLawOptions)}.{(Forms.Contains(null!) ? nameof(Forms) : nameof(Exclusions))} holds null.");
        if (Forms.Count == 0)
            throw new ArgumentException($"{nameof(ScalingLawOptions)}.{nameof(Forms)} needs one form or more, as {nameof(ScalingLawForm)}.{nameof(ScalingLawForm.All)}.", nameof(Forms));
        if (Forms.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"{nameof(ScalingLawOptions)}.{nameof(Forms)} holds two forms named '{twice.Key}'.", nameof(Forms));
        Require(BootstrapSamples is 0 or (>= 20 and <= 100_000), nameof(BootstrapSamples), BootstrapSamples, "must be 0, or from 20 to 100000");
        Require(ConfidenceLevel is > 0 and < 1, nameof(ConfidenceLevel), ConfidenceLevel, "must lie between 0 and 1");
        Require(ExtrapolationFactor >= 1 && double.IsFinite(ExtrapolationFactor), nameof(ExtrapolationFactor), ExtrapolationFactor, "must be at least 1 and finite");
        Require(Enum.IsDefined(Selection), nameof(Selection), Selection, "is unknown");
        Require(Enum.IsDefined(BootstrapKind), nameof(BootstrapKind), BootstrapKind, "is unknown");
        Require(Enum.IsDefined(LossUnit), nameof(LossUnit), LossUnit, "is unknown");
        Validation.Validate();
    }

    private static void Require(bool holds, string option, object value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(option, value, string.Create(CultureInfo.InvariantCulture, $"{nameof(ScalingLawOptions)}.{option} {rule}, but is {value}."));
    }
}
