using System.Collections.Concurrent;
using System.Diagnostics;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The most that this machine multiplies, as measured by one large product: what a training step's speed is a share of.</summary>
internal static class ProductPeak
{
    private const int Size = 1024, Repeats = 8;
    private static readonly ConcurrentDictionary<(string Device, ScalarType Type, int Threads), double> Known = new();

    /// <summary>FLOP a second of <c>torch.mm</c> at 1024³, the best of a few: measured once a process, a quarter of a second on two cores.</summary>
    public static double Of(Device device, ScalarType type) => Known.GetOrAdd((device.ToString(), type, get_num_threads()), _ => Measure(device, type));

    /// <summary>FLOP of a training step for each token: 6 for each weight in a product, and attention's 12·layers·positions·features.</summary>
    /// <remarks>Chowdhery et al. 2022, arXiv:2204.02311, appendix B. The embedding counts where it is the output matrix as well; causality is not made use of.</remarks>
    public static double FlopsPerToken(DecoderConfig config)
    {
        long embedding = (long)config.VocabularySize!.Value * config.Width;
        long weights = config.CountParameters() - (config.TieEmbeddings ? 0 : embedding);
        return 6.0 * weights + 12.0 * config.Layers * config.ContextLength * config.Heads * config.EffectiveHeadWidth;
    }

    private static double Measure(Device device, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor a = ones([Size, Size], type, device), b = ones([Size, Size], type, device);
        double least = double.PositiveInfinity;
        for (int i = 0; i < Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using Tensor product = a.mm(b);
            _ = product[0, 0].to(CPU); // waits for a GPU
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2.0 * Size * Size * Size / least;
    }
}
