using System.Numerics;

namespace ResearchML.Transforms;

/// <summary>Linear extensions that were drawn, and how.</summary>
/// <param name="Orders">The orders, first element first, in the order of their drawing or choice.</param>
/// <param name="Method">How they were drawn.</param>
/// <param name="Count">How many linear extensions there are; <see langword="null"/> where they were not counted.</param>
/// <param name="States">Smaller posets that the count is made of; where there were too many, those met until then.</param>
/// <param name="AttemptsExhausted">Whether fewer orders came than were asked for because <see cref="SamplingMethod.Perfect"/> drew the same ones again and again; there may be others.</param>
public sealed record LinearExtensionSample(int[][] Orders, SamplingMethod Method, BigInteger? Count, int States, bool AttemptsExhausted)
{
    /// <summary>log10 of <see cref="Count"/>; NaN where it is not known.</summary>
    public double Log10Count => Count is { } count ? BigInteger.Log10(count) : double.NaN;
}
