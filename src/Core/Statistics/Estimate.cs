namespace ResearchML.Statistics;

/// <summary>A value with an interval around it.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Lower">The interval's lower end; NaN where there is no interval.</param>
/// <param name="Upper">The interval's upper end; NaN where there is no interval.</param>
/// <param name="Level">The share of cases that the interval means to cover, as 0.95.</param>
public readonly record struct Estimate(double Value, double Lower, double Upper, double Level)
{
    /// <summary>The value alone.</summary>
    /// <param name="estimate">The estimate.</param>
    public static implicit operator double(Estimate estimate) => estimate.Value;

    /// <summary>The same with the interval stretched to the value, where it lies outside: a value that is an average of models may, when each replicate is of one of them.</summary>
    public Estimate WithValueInside() => this with { Lower = Math.Min(Lower, Value), Upper = Math.Max(Upper, Value) };

    /// <summary>The value alone.</summary>
    public double ToDouble() => Value;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Value:G5} [{Lower:G5}, {Upper:G5}]");
}
