using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.Torch;

/// <summary>Chooses the device that an <c>MLContext</c>'s GPU settings ask for.</summary>
public static class TorchDevice
{
    /// <summary>The device to compute on.</summary>
    /// <param name="gpuDeviceId">Index of the CUDA device, from 0; null for the CPU. An <c>MLContext</c>'s <c>GpuDeviceId</c>.</param>
    /// <param name="fallbackToCpu">Whether a missing GPU means the CPU rather than an error. An <c>MLContext</c>'s <c>FallbackToCpu</c>.</param>
    /// <returns>The CPU, or the CUDA device of that index.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gpuDeviceId"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The GPU is missing and <paramref name="fallbackToCpu"/> is false.</exception>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public static Device Select(int? gpuDeviceId, bool fallbackToCpu)
    {
        if (gpuDeviceId is int id)
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(gpuDeviceId));
        TorchRuntime.EnsureAvailable();
        if (gpuDeviceId is not int index)
            return CPU;

        int found = cuda.is_available() ? cuda.device_count() : 0;
        if (index < found)
            return new Device(DeviceType.CUDA, index);
        if (fallbackToCpu)
            return CPU;
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
            $"GPU {index} ('cuda:{index}') was asked for and {found} CUDA devices were found. Set FallbackToCpu to run on the CPU instead, or reference the package TorchSharp-cuda-linux (on Windows: TorchSharp-cuda-windows) in place of TorchSharp-cpu and install the NVIDIA driver."));
    }
}
