using System.Diagnostics;
using ResearchML.LanguageModels;

namespace DecodeSpeed;

/// <summary>Time of a decoded token against that of reading the weights once, each round one after the other.</summary>
internal static class Speed
{
    private const int Tokens = 32;

    public static void Print(string folder, bool map, int rounds)
    {
        long start = Stopwatch.GetTimestamp();
        using LanguageModel model = LanguageModel.Load(folder, new LoadModelOptions { MemoryMap = map });
        double load = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var reading = new Bandwidth(model.Decoder.parameters());
        int[] prompt = [.. Enumerable.Range(0, 32)];
        Round(model, prompt, reading); // warm-up
        var runs = new List<(double Token, double Reading, double Prefill)>();
        for (int round = 0; round < rounds; round++)
            runs.Add(Round(model, prompt, reading));
        double Median(Func<(double Token, double Reading, double Prefill), double> of) => runs.Select(of).Order().ElementAt(rounds / 2);
        double[] ratios = [.. runs.Select(r => r.Token / r.Reading).Order()];
        Console.WriteLine($"  loaded in {load:f1} s; {Median(r => r.Token):f1} ms a token against {Median(r => r.Reading):f1} ms to read {reading.Bytes / 1e9:f2} GB once ({reading.Bytes / 1e6 / Median(r => r.Reading):f1} GB/s); prompt of 32 tokens {Median(r => r.Prefill):f0} ms");
        Console.WriteLine($"  ratio: median of pairs {ratios[rounds / 2]:f3}, from {ratios[0]:f3} to {ratios[^1]:f3}; best token over best reading {runs.Min(r => r.Token) / runs.Min(r => r.Reading):f3}");
    }

    // Reading before and after, since the machine's speed changes by the second.
    private static (double Token, double Reading, double Prefill) Round(LanguageModel model, int[] prompt, Bandwidth reading)
    {
        double before = reading.Measure();
        double one = Time(model, prompt, 1), all = Time(model, prompt, Tokens + 1);
        double after = reading.Measure();
        return ((all - one) / Tokens * 1e3, (before + after) / 2 * 1e3, one * 1e3);
    }

    private static double Time(LanguageModel model, int[] prompt, int tokens)
    {
        long start = Stopwatch.GetTimestamp();
        model.GenerateTokens(prompt, new GenerationOptions { MaxTokens = tokens, Temperature = 0, StopAtEos = false });
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
