using System.Diagnostics;
using System.Globalization;

namespace ResearchML.Transforms;

/// <summary>Who is asking: written beside a claim in the cache, so that a process that was killed is known to be gone without waiting for its lease to end.</summary>
/// <param name="Host">The machine and the space that its process numbers are of.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Started">When it started, in a unit of the system's: numbers are used again.</param>
/// <param name="Instance">Which asker of the process.</param>
internal sealed record ClaimOwner(string Host, int ProcessId, long Started, string Instance)
{
    private static readonly string ThisHost =
        $"{Environment.MachineName}/{(OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget : null)}";

    private static readonly long ThisStart = StartOf(Environment.ProcessId);

    public static ClaimOwner New() => new(ThisHost, Environment.ProcessId, ThisStart, Guid.NewGuid().ToString("N"));

    /// <summary>Whether an owner, as <see cref="ToString"/> spells it, is certainly no more: its process was on this machine and is gone.</summary>
    public static bool IsGone(string owner) =>
        owner.Split('|') is [string host, string id, string started, _] && host == ThisHost
        && StartOf(int.Parse(id, CultureInfo.InvariantCulture)) != long.Parse(started, CultureInfo.InvariantCulture);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}|{ProcessId}|{Started}|{Instance}");

    // 0 where there is no such process, or nobody may know.
    private static long StartOf(int processId)
    {
        try
        {
            // .NET reckons a start from the present clock on Linux, and differs from one reader to the next.
            if (OperatingSystem.IsLinux())
                return StartInTicks(File.ReadAllText($"/proc/{processId}/stat"));
            using Process process = Process.GetProcessById(processId);
            return process.StartTime.ToFileTimeUtc();
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return 0;
        }
    }

    // proc_pid_stat(5): field 22, counted behind the name, which may hold spaces and brackets. A zombie (field 3) asks nothing any more.
    private static long StartInTicks(string stat)
    {
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? 0 : long.Parse(fields[19], CultureInfo.InvariantCulture);
    }
}
