using System.Diagnostics;
using System.Globalization;
using ResearchML.LanguageModels;

namespace DecodeSpeed;

/// <summary>Memory of a process that loads a model, generates from a long prompt and scores long texts, in bytes.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="Cache">The key-value cache of the longer of the two.</param>
/// <param name="Peak">The most that the process held resident at once.</param>
internal sealed record MemoryUse(long Weights, long Cache, long Peak)
{
    private const int PromptTokens = 1500, NewTokens = 100;

    /// <summary>Measures in a process of its own.</summary>
    public static MemoryUse Measure(string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (string argument in new[] { "--memory", folder })
            start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        long[] numbers = [.. child.StandardOutput.ReadToEnd().Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
        child.WaitForExit();
        return new MemoryUse(numbers[0], numbers[1], numbers[2]);
    }

    /// <summary>What that process does.</summary>
    public static void Print(string folder)
    {
        using LanguageModel model = LanguageModel.Load(folder);
        int[] prompt = [.. Enumerable.Range(0, PromptTokens).Select(i => i * 7 % 50_000)];
        model.GenerateTokens(prompt, new GenerationOptions { MaxTokens = NewTokens, Temperature = 0, StopAtEos = false });
        string text = string.Join(' ', Enumerable.Range(0, PromptTokens).Select(i => $"word{i % 97}"));
        model.Score([text, text[..4000], text[..1000]]);
        DecoderConfig config = model.Config;
        long bytes = model.Decoder.DataType == TorchSharp.torch.ScalarType.BFloat16 ? 2 : 4;
        long position = 2L * config.Layers * (config.KeyValueHeads ?? config.Heads) * (config.HeadWidth ?? config.Width / config.Heads) * bytes;
        int scored = model.Tokenizer.Encode(text).Count;
        string peak = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        long kilobytes = long.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{config.CountParameters() * bytes} {position * Math.Max(PromptTokens + NewTokens, scored)} {kilobytes * 1024}"));
    }
}
