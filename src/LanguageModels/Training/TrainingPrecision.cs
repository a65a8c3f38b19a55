using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>What a training run multiplies in.</summary>
internal static class TrainingPrecision
{
    /// <returns>The type to round to, or <see langword="null"/>: float32, that of the master weights.</returns>
    public static ScalarType? Of(Precision asked, Device device) => asked switch
    {
        Precision.BFloat16 => ScalarType.BFloat16,
        Precision.Auto when PrecisionChoice.MultipliesBFloat16(device) => ScalarType.BFloat16,
        _ => null,
    };

    /// <summary>What was chosen, and why, for the log.</summary>
    public static string Describe(Precision asked, Device device) => (asked, Of(asked, device)) switch
    {
        (Precision.Auto, null) => $"Products in float32: Precision.Auto, and the {device.type} has no instructions for BF16.",
        (Precision.Auto, _) => "Products in BF16 over float32 weights: Precision.Auto.",
        (_, null) => "Products in float32.",
        (_, _) when !PrecisionChoice.MultipliesBFloat16(device) => $"Products in BF16 over float32 weights. Warning: the {device.type} has no instructions for BF16 and is slower in it than in float32.",
        (_, _) => "Products in BF16 over float32 weights.",
    };
}
