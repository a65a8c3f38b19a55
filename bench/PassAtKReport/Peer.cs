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
        Tell($"{rows.Select(r => r.Checkpoint).Distinct().Count()}\n{string.Join(' ', rows.Select(r => r.Samples))}\n{string.Join(' ', rows.Select(r => r.Correct))}");
    }

    public double[] Run()
    {
        Tell("run");
        string answer = _process.StandardOutput.ReadLine() ?? throw Ended();
        return Array.ConvertAll(answer.Split(' '), s => double.Parse(s, CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException) // a broken pipe
        {
            throw Ended();
        }
    }

    private static InvalidOperationException Ended() => new("The scipy process ended. Install it: apt-get install python3-scipy.");
}
