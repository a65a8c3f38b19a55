using static TorchSharp.torch;

namespace ResearchML.Torch.Tests;

/// <summary>Measures mapped against read weights; run by hand: <c>dotnet Torch.Tests.dll --child mapped-speed</c>. Figures in docs/torch.md.</summary>
internal static class MappedSpeed
{
    private const long Elements = 512L << 20; // 1 GiB of bfloat16
    private const int Rows = 1 << 14, Rounds = 21;

    public static void Run()
    {
        using var folder = new TemporaryFolder();
        string path = folder["x.safetensors"];
        using (NewDisposeScope())
            SafetensorsFile.Write(path, [new("x", ones(Rows, Elements / Rows, dtype: ScalarType.BFloat16, device: CPU))]);
        using IDisposable noGradients = no_grad();
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Report("before");
        using Tensor mapped = file.Map("x");
        Report("Map called");
        using (NewDisposeScope())
            Console.WriteLine($"sum {mapped.sum(ScalarType.Float32).item<float>()}");
        Report("Map, all pages touched");
        using Tensor read = file.Read("x");
        Report("Read as well");
        using Tensor vector = ones(Elements / Rows, dtype: ScalarType.BFloat16, device: CPU);
        Compare("sum", mapped, read, static tensor => tensor.sum());
        Compare("matrix-vector product", mapped, read, tensor => tensor.matmul(vector));
    }

    private static void Compare(string what, Tensor mapped, Tensor read, Func<Tensor, Tensor> work)
    {
        var ratios = new double[Rounds];
        var seconds = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            // Each first in turn, so that neither profits from what the other leaves in the caches.
            double first = Time(round % 2 == 0 ? mapped : read, work), second = Time(round % 2 == 0 ? read : mapped, work);
            (double a, double b) = round % 2 == 0 ? (first, second) : (second, first);
            (ratios[round], seconds[round]) = (a / b, b);
        }
        Array.Sort(ratios);
        Array.Sort(seconds);
        Console.WriteLine(FormattableString.Invariant($"{what}: mapped/read {ratios[Rounds / 2]:F3} (quartiles {ratios[Rounds / 4]:F3} to {ratios[Rounds * 3 / 4]:F3}); read {seconds[Rounds / 2]:F3} s of all cores together, median of {Rounds}"));
    }

    private static double Time(Tensor tensor, Func<Tensor, Tensor> work)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime; // Not the clock: others may share the cores.
        using Tensor result = work(tensor);
        return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }

    private static void Report(string when)
    {
        if (OperatingSystem.IsLinux())
            Console.WriteLine($"{when}: {string.Join(", ", File.ReadLines("/proc/self/status").Where(line => line.StartsWith("Rss", StringComparison.Ordinal)).Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))))}");
    }
}
