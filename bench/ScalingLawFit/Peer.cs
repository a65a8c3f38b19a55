using System.Diagnostics;
using System.Globalization;

namespace ResearchML.Bench;

/// <summary>The scipy process: takes a command, answers with CPU seconds and cost.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    public Peer(string data)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "peer.py"));
        start.ArgumentList.Add(data);
        _process = Process.Start(start)!;
    }

    public (double CpuSeconds, double Cost) Run(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        string[] answer = (_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The scipy process ended. Install it: apt-get install python3-scipy.")).Split(' ');
        return (double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
