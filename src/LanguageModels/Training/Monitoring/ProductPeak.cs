using System.Collections.Concurrent;
using System.Diagnostics;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The most that this machine multiplies, as measured by one large product: what a training step's speed is a share of.</summary>
internal static class ProductPeak
{
    private const int Smallest = 128, Largest = 1024, Repeats = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.2);
    private static readonly ConcurrentDictionary<(string Device, ScalarType Type, int Threads), double> Known = new();

    /// <summary>FLOP a second of <c>torch.mm</c> at 1024³, the best of a few, or of the largest product that 0.2 s are enough for: measured once a process. NaN for BF16 where the device only emulates it.</summary>
    public static double Of(Device device, ScalarType type) => type == ScalarType.BFloat16 && !PrecisionChoice.MultipliesBFloat16(device)
        ? double.NaN
        : Known.GetOrAdd((device.ToString(), type, get_num_threads()), _ => Measure(device, type, Patience));

    /// <summary>FLOP of a training step for each token: 6 for each weight in a product, and attention's 12·layers·positions·features.</summary>
    /// <remarks>Chowdhery et al. 2022, arXiv:2204.02311, appendix B. The embedding counts where it is the output matrix as well; causality is not made use of.</remarks>
    public static double FlopsPerToken(DecoderConfig config)
    {
        long embedding = (long)config.VocabularySize!.Value * config.Width;
        long weights = config.CountParameters() - (config.TieEmbeddings ? 0 : embedding);
        return 6.0 * weights + 12.0 * config.Layers * config.ContextLength * config.Heads * config.EffectiveHeadWidth;
    }

    /// <summary>Measures, smaller products first, and no product that the next smaller one says there is no time for.</summary>
    internal static double Measure(Device device, ScalarType type, TimeSpan patience)
    {
        using var noGrad = no_grad();
        long start = Stopwatch.GetTimestamp();
        for (int size = Smallest; ; size *= 2)
        {
            TimeSpan least = Fastest(size, device, type, () => Stopwatch.GetElapsedTime(start) < patience);
            if (size == Largest || Stopwatch.GetElapsedTime(start) + 8 * least > patience)
                return 2.0 * size * size * size / least.TotalSeconds;
        }
    }

    private static TimeSpan Fastest(int size, Device device, ScalarType type, Func<bool> hasTime)
    {
        using var scope = NewDisposeScope();
        Tensor a = ones([size, size], type, device), b = ones([size, size], type, device);
        TimeSpan least = TimeSpan.MaxValue;
        for (int i = 0; i < Repeats && (i == 0 || hasTime()); i++)
        {
            long start = Stopwatch.GetTimestamp();
            using Tensor product = a.mm(b);
            _ = product[0, 0].to(CPU); // waits for a GPU
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            least = time < least ? time : least;
        }
        return least;
    }
}
