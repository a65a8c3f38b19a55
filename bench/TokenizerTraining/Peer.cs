using System.Diagnostics;
using System.Text.Json;

namespace TokenizerTraining;

/// <summary>Runs peers.mjs: Hugging Face's tokenizers and gpt-tokenizer, on the same core.</summary>
internal static class Peer
{
    public static JsonElement? Run(string scripts, string command, params string[] arguments)
    {
        if (!Directory.Exists(Path.Combine(scripts, "node_modules")))
            return null;
        var start = new ProcessStartInfo("taskset", ["-c", "0", "node", Path.Combine(scripts, "peers.mjs"), command, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["RAYON_NUM_THREADS"] = "1";
        start.Environment["TOKENIZERS_PARALLELISM"] = "false";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonElement.Parse(output.Trim().Split('\n')[^1]) : throw new InvalidOperationException($"peers.mjs {command} ended with exit code {process.ExitCode}.");
    }
}
