using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using ResearchML.Transforms;

namespace ResearchML.Bench;

/// <summary>networkx, which counts by listing: all_topological_sorts.</summary>
internal static class Peer
{
    private const int Elements = 12, OurRepeats = 200, Seed = 3;

    public static void Compare(int rounds)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "peer.py"));
        using Process process = Process.Start(start)!;
        string version = process.StandardOutput.ReadLine() ?? "";
        if (version.Length == 0)
        {
            Console.WriteLine("no comparison: /usr/bin/python3 has no networkx (apt-get install python3-networkx)");
            return;
        }

        Poset order = AttentionLike.Draw(Elements, Seed);
        string edges = string.Join(' ', order.Edges.Select(e => $"{e.Before},{e.After}"));
        var ratios = new List<double>();
        BigInteger count = 0, theirs = 0;
        for (int round = 0; round < rounds; round++)
        {
            double ours = Cpu.Seconds(() =>
            {
                for (int i = 0; i < OurRepeats; i++)
                    count = LinearExtensions.Count(order);
            }) / OurRepeats;
            process.StandardInput.WriteLine($"{Elements} {edges}");
            process.StandardInput.Flush();
            string[] answer = process.StandardOutput.ReadLine()!.Split(' ');
            theirs = BigInteger.Parse(answer[1], CultureInfo.InvariantCulture);
            ratios.Add(double.Parse(answer[0], CultureInfo.InvariantCulture) / ours);
        }

        process.StandardInput.Close();
        process.WaitForExit();
        ratios.Sort();
        Console.WriteLine($"networkx {version}, {Elements} elements, {count} extensions (networkx: {theirs}): CPU time networkx/ours {Cpu.Median(ratios):F0} (pairs from {ratios[0]:F0} to {ratios[^1]:F0})");
    }
}
