using System.Globalization;

namespace ResearchML.Trainers;

/// <summary>How forms are validated: by fitting the low part of the runs and predicting the high part, at several origins.</summary>
/// <remarks>Tashman 2000, "Out-of-sample tests of forecasting accuracy: an analysis and review".</remarks>
public sealed record RollingOriginOptions
{
    /// <summary>What runs are ordered by. Default tokens per parameter. Choose what predictions will extrapolate in.</summary>
    public ScalingVariable OrderBy { get; init; } = ScalingVariable.TokensPerParameter;

    /// <summary>The shares of the runs to fit, lowest first; each is moved to the nearest place where the ordering quantity changes. Between 0 and 1, rising. Default ½, ⅔, ⅚.</summary>
    public IReadOnlyList<double> Origins { get; init; } = [1.0 / 2, 2.0 / 3, 5.0 / 6];

    internal void Validate()
    {
        if (!Enum.IsDefined(OrderBy))
            throw new ArgumentOutOfRangeException(nameof(OrderBy), OrderBy, $"{nameof(RollingOriginOptions)}.{nameof(OrderBy)} is unknown: {OrderBy}.");
        ArgumentNullException.ThrowIfNull(Origins);
        if (Origins.Any(o => o is not (> 0 and < 1)) || Origins.Zip(Origins.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new ArgumentOutOfRangeException(nameof(Origins), string.Create(CultureInfo.InvariantCulture, $"{nameof(RollingOriginOptions)}.{nameof(Origins)} must lie between 0 and 1 and rise, but are: {string.Join(", ", Origins)}."));
    }
}
