using System.Diagnostics;
using System.Globalization;
using System.Numerics;

namespace ResearchML.LanguageModels;

/// <summary>Tells training runs of this library that share cores of one another: libtorch's threads wait by spinning, so that two runs on the same cores take not twice but eight times as long.</summary>
/// <remarks>Each run holds a file open, for itself alone, in a folder for temporary files; a file that nobody holds is of a process that ended.</remarks>
internal sealed class CoreClaims : IDisposable
{
    private const ulong Unknown = ulong.MaxValue;

    private readonly FileStream? _own;

    private CoreClaims(FileStream? own) => _own = own;

    private static string SharedFolder => Path.Combine(Path.GetTempPath(), "researchml-training");

    /// <summary>Claims this process's cores for a run.</summary>
    /// <param name="device">Where it trains; a GPU's run claims none.</param>
    /// <param name="threads">How many of its threads compute at once.</param>
    /// <param name="warn">Told in words where other runs have some of them, and all together have more threads than cores.</param>
    /// <param name="folder">Where runs tell of one another. Default: one for all processes of the machine.</param>
    public static CoreClaims Take(TorchSharp.torch.Device device, int threads, Action<string> warn, string? folder = null)
    {
        folder ??= SharedFolder;
        if (device.type != TorchSharp.DeviceType.CPU)
            return new CoreClaims(null);
        try
        {
            Directory.CreateDirectory(folder);
            ulong cores = Cores();
            (int Process, ulong Cores, int Threads)[] others = [.. Others(folder, cores)];
            if (others.Length > 0 && threads + others.Sum(o => (long)o.Threads) > Count(others.Aggregate(cores, (all, o) => all | o.Cores)))
                warn($"Warning: {(others.Length == 1 ? $"process {others[0].Process} is" : $"processes {string.Join(", ", others.Select(o => o.Process))} are")} training on the same cores. Runs side by side on the same cores can take eight times as long as one after the other: give each its own cores (taskset) or fewer threads (TrainingOptions.Threads).");
            string path = Path.Combine(folder, FormattableString.Invariant($"{Environment.ProcessId}-{Guid.NewGuid():N}-{cores:x}-{threads}"));
            return new CoreClaims(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CoreClaims(null); // no place to tell of it, and no reason not to train
        }
    }

    /// <summary>Gives the cores back.</summary>
    public void Dispose() => _own?.Dispose();

    private static IEnumerable<(int Process, ulong Cores, int Threads)> Others(string folder, ulong cores)
    {
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            string[] parts = Path.GetFileName(path).Split('-');
            if (parts.Length != 4 || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out int process) || !ulong.TryParse(parts[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong theirs) || !int.TryParse(parts[3], CultureInfo.InvariantCulture, out int threads))
                continue;
            if (IsHeld(path) && (theirs & cores) != 0)
                yield return (process, theirs, threads);
        }
    }

    private static bool IsHeld(string path)
    {
        try
        {
            using (new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None))
            {
            }
            File.Delete(path);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static int Count(ulong cores) => cores == Unknown ? Environment.ProcessorCount : BitOperations.PopCount(cores);

    private static ulong Cores()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
            return Unknown;
        using Process own = Process.GetCurrentProcess();
        return unchecked((ulong)own.ProcessorAffinity);
    }
}
