using Microsoft.ML;
using Microsoft.ML.Runtime;
using ResearchML.Torch;
using TorchSharp;

namespace ResearchML.LanguageModels;

/// <summary>The device that an <see cref="MLContext"/> asks for.</summary>
public static class DeviceExtensions
{
    /// <summary>The GPU of <see cref="MLContext.GpuDeviceId"/>, or the CPU where none is asked for, or where it is missing and <see cref="MLContext.FallbackToCpu"/> is on.</summary>
    /// <param name="environment">The context, or a host of it.</param>
    /// <exception cref="InvalidOperationException">The GPU is missing and <see cref="MLContext.FallbackToCpu"/> is off.</exception>
    /// <exception cref="TorchUnavailableException">No libtorch could be loaded.</exception>
    public static torch.Device SelectTorchDevice(this IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return TorchDevice.Select(environment.GetGpuDeviceId(), environment.GetFallbackToCpu());
    }
}
