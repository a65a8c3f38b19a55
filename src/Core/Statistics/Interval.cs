namespace ResearchML.Statistics;

/// <summary>An interval, without the value that it is around.</summary>
/// <param name="Lower">The lower end; NaN where there is no interval.</param>
/// <param name="Upper">The upper end; NaN where there is no interval.</param>
/// <param name="Level">The share of cases that the interval means to cover, as 0.95.</param>
public readonly record struct Interval(double Lower, double Upper, double Level)
{
    /// <summary>No interval: both ends are NaN.</summary>
    /// <param name="level">The share that it would have covered.</param>
    public static Interval None(double level) => new(double.NaN, double.NaN, level);

    /// <summary>Whether a value lies in the interval or on one of its ends. False where there is no interval.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(double value) => Lower <= value && value <= Upper;

    /// <summary>The interval with the value that it is around.</summary>
    /// <param name="value">The estimate.</param>
    public Estimate Around(double value) => new(value, Lower, Upper, Level);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"[{Lower:G5}, {Upper:G5}]");
}
