using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Which type a checkpoint's weights get.</summary>
internal static class PrecisionChoice
{
    /// <param name="asked">What the caller asked for.</param>
    /// <param name="stored">The type of all the checkpoint's weights; float32 where they differ.</param>
    /// <param name="device">Where the weights go.</param>
    public static ScalarType Of(Precision asked, ScalarType stored, Device device) => asked switch
    {
        Precision.BFloat16 => ScalarType.BFloat16,
        Precision.Auto when stored == ScalarType.BFloat16 && MultipliesBFloat16(device) => ScalarType.BFloat16,
        _ => ScalarType.Float32,
    };

    /// <summary>Whether the device has instructions for products of BF16 numbers.</summary>
    public static bool MultipliesBFloat16(Device device) => device.type switch
    {
        DeviceType.CPU => Avx512BFloat16,
        DeviceType.CUDA => true, // since Ampere (2020); TorchSharp 0.107 does not tell which GPU it is
        _ => false,
    };

    // CPUID leaf 7, subleaf 1, EAX bit 5 (Intel Software Developer's Manual, volume 2A, CPUID); .NET names no such class.
    private static bool Avx512BFloat16 { get; } = Avx512F.IsSupported && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;
}
