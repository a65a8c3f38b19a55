using System.Diagnostics;
using System.Globalization;

namespace ResearchML.LanguageModels;

/// <summary>Tells training runs of this library that share cores of one another: libtorch's threads wait by spinning, so that two runs on the same cores take not twice but eight times as long.</summary>
/// <remarks>Each run holds a file open, for itself alone, in a folder for temporary files; a file that nobody holds is of a process that ended.</remarks>
internal sealed class CoreClaims : IDisposable
{
    private readonly FileStream? _own;

    private CoreClaims(FileStream? own) => _own = own;

    private static string SharedFolder => Path.Combine(Path.GetTempPath(), "researchml-training");

    /// <summary>Claims this process's cores for a run.</summary>
    /// <param name="device">Where it trains; a GPU's run claims none.</param>
    /// <param name="warn">Told in words where another run has some of them.</param>
    /// <param name="folder">Where runs tell of one another. Default: one for all processes of the machine.</param>
    public static CoreClaims Take(TorchSharp.torch.Device device, Action<string> warn, string? folder = null)
    {
        folder ??= SharedFolder;
        if (device.type != TorchSharp.DeviceType.CPU)
            return new CoreClaims(null);
        try
        {
            Directory.CreateDirectory(folder);
            ulong cores = Cores();
            int[] others = [.. Others(folder, cores)];
            if (others.Length > 0)
                warn($"Warning: {(others.Length == 1 ? $"process {others[0]} is" : $"processes {string.Join(", ", others)} are")} training on the same cores. Runs side by side on the same cores can take eight times as long as one after the other: give each its own cores (taskset) or fewer threads (TrainingOptions.Threads).");
            string path = Path.Combine(folder, FormattableString.Invariant($"{Environment.ProcessId}-{Guid.NewGuid():N}-{cores:x}"));
            return new CoreClaims(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CoreClaims(null); // no place to tell of it, and no reason not to train
        }
    }

    /// <summary>Gives the cores back.</summary>
    public void Dispose() => _own?.Dispose();

    private static IEnumerable<int> Others(string folder, ulong cores)
    {
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            string[] parts = Path.GetFileName(path).Split('-');
            if (parts.Length != 3 || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out int process) || !ulong.TryParse(parts[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong theirs))
                continue;
            if (IsHeld(path) && (theirs & cores) != 0)
                yield return process;
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

    private static ulong Cores()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
            return ulong.MaxValue;
        using Process own = Process.GetCurrentProcess();
        return unchecked((ulong)own.ProcessorAffinity);
    }
}
