using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace ResearchML.Bench;

/// <summary>The PyTorch process, on an OpenBLAS that knows the processor's vectors: takes a precision and a number of steps, answers with the seconds of each.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    public Peer(Shape shape)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        // Debian's default, the reference BLAS, is no peer; and OpenBLAS does not know every processor by name.
        start.Environment["OPENBLAS_CORETYPE"] = Avx512F.IsSupported ? "SKYLAKEX" : "HASWELL";
        start.Environment["OPENBLAS_NUM_THREADS"] = "2";
        foreach (object argument in new object[] { Path.Combine(AppContext.BaseDirectory, "peer.py"), shape.Layers, shape.Width, shape.Heads, shape.Context, shape.Batch, shape.Vocabulary })
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        _process = Process.Start(start)!;
    }

    /// <summary>Seconds of each step.</summary>
    public double[] Run(string precision, int steps)
    {
        _process.StandardInput.WriteLine(FormattableString.Invariant($"{precision} {steps}"));
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The PyTorch process ended. Install it: apt-get install python3-torch libopenblas0-pthread.");
        return Array.ConvertAll(line.Split(' '), number => double.Parse(number, CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
