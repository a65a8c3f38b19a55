using System.Diagnostics;

namespace ResearchML.Bench;

/// <summary>How benchmarks measure and sum up.</summary>
internal static class Cpu
{
    /// <summary>Processor time of this process, all threads, during a piece of work.</summary>
    public static double Seconds(Action work)
    {
        using var self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        work();
        self.Refresh();
        return (self.TotalProcessorTime - before).TotalSeconds;
    }

    /// <summary>The mean of the middle two where there is no middle one.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
