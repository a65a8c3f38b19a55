namespace ResearchML.LanguageModels;

/// <summary>Stretches slow rotary frequencies so that a model trained on short contexts reads longer ones.</summary>
/// <remarks>Llama 3.1 (Grattafiori et al. 2024, arXiv:2407.21783; the rule is that of the published checkpoints' <c>rope_type: llama3</c>).</remarks>
/// <param name="Factor">Divides the frequencies whose wavelength is more than <paramref name="OriginalContextLength"/> / <paramref name="LowFrequencyFactor"/>. At least 1.</param>
/// <param name="LowFrequencyFactor">Positive, less than <paramref name="HighFrequencyFactor"/>.</param>
/// <param name="HighFrequencyFactor">Frequencies whose wavelength is less than <paramref name="OriginalContextLength"/> / this are left alone.</param>
/// <param name="OriginalContextLength">The context of the model before it was stretched, in tokens. At least 1.</param>
public sealed record Llama3RopeScaling(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalContextLength)
{
    /// <summary>The frequency that stands in for one of the unscaled ones, in radians per position.</summary>
    internal double Scale(double frequency)
    {
        double turns = OriginalContextLength * frequency / (2 * Math.PI); // of the original context: its length over the wavelength
        double smooth = Math.Clamp((turns - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor), 0, 1); // 1: fast, kept; 0: slow, stretched
        return (1 - smooth) * frequency / Factor + smooth * frequency;
    }

    internal void Validate()
    {
        Require(Factor >= 1 && double.IsFinite(Factor), nameof(Factor), Factor, "at least 1");
        Require(LowFrequencyFactor > 0 && double.IsFinite(LowFrequencyFactor), nameof(LowFrequencyFactor), LowFrequencyFactor, "positive");
        Require(HighFrequencyFactor > LowFrequencyFactor && double.IsFinite(HighFrequencyFactor), nameof(HighFrequencyFactor), HighFrequencyFactor, "more than LowFrequencyFactor");
        Require(OriginalContextLength >= 1, nameof(OriginalContextLength), OriginalContextLength, "at least 1");
    }

    private static void Require(bool holds, string name, double value, string rule)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"Llama3RopeScaling.{name} must be {rule}, but is {value}."));
    }
}
