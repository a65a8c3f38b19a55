using System.Diagnostics;
using System.Globalization;

namespace ResearchML.Bench;

/// <summary>The numpy and scipy process: gets the counts, answers each line with CPU seconds and figures.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    public Peer(GradedRow[] rows)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "peer.py"));
        _process = Process.Start(start)!;
        _process.StandardInput.WriteLine(rows.Select(r => r.Checkpoint).Distinct().Count());
        _process.StandardInput.WriteLine(string.Join(' ', rows.Select(r => r.Samples)));
        _process.StandardInput.WriteLine(string.Join(' ', rows.Select(r => r.Correct)));
    }

    public double[] Run()
    {
        _process.StandardInput.WriteLine("run");
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The scipy process ended. Install it: apt-get install python3-scipy.");
        return Array.ConvertAll(answer.Split(' '), s => double.Parse(s, CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
