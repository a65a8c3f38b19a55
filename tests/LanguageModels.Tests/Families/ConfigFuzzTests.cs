using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsCheck;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

/// <summary>
/// 40,000 damaged configs, of every family: each loads the weights beside it, or is refused with a <see cref="CheckpointException"/>
/// that names the file and what is wrong in it, within the bound on memory and in bounded time.
/// </summary>
[TestClass]
public sealed class ConfigFuzzTests
{
    private const int PerFamily = 8_000;
    private const long SlowestTicks = 5 * TimeSpan.TicksPerSecond; // Other programs share the cores; a hang is what is looked for.

    // Beside those of JsonDamage: what fields of a config hold, and what none should.
    private static readonly string[] Values =
    [
        "\"llama\"", "\"mistral\"", "\"qwen2\"", "\"qwen3\"", "\"gpt2\"", "\"silu\"", "\"gelu\"", "\"gelu_new\"", "\"llama3\"", "\"yarn\"", "\"default\"", "\"full_attention\"", "\"sliding_attention\"",
        "[\"full_attention\"]", "[\"sliding_attention\",\"full_attention\"]", "{\"rope_type\":\"llama3\"}", "{\"rope_type\":\"llama3\",\"factor\":-1,\"low_freq_factor\":4,\"high_freq_factor\":1}", "{\"type\":null}", "[1,2,3]", "[1e99]", "1e308", "-1e-308", "0.5",
    ];

    [TestMethod]
    [DataRow("llama")]
    [DataRow("mistral")]
    [DataRow("qwen2")]
    [DataRow("qwen3")]
    [DataRow("gpt2")]
    public void Damaged_configs_load_or_are_refused_by_name(string family)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoint checkpoint = RandomCheckpoints.OfFamily(family);
        checkpoint.Write(folder.FullPath);
        byte[] valid = Encoding.UTF8.GetBytes(checkpoint.Config.ToJsonString());
        using SafetensorsFolder files = SafetensorsFolder.Open(folder.FullPath);
        int loaded = 0, refused = 0;
        long most = 0, live = LiveTensors.Count();
        JsonDamage.Of(valid, Values).Sample(
            json =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
                string? message = Refusal(json.Bytes, files);
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before - json.Bytes.Length;
                most = Math.Max(most, allocated);
                Assert.IsLessThanOrEqualTo(1_000_000, allocated, "bytes allocated over the file's size");
                Assert.IsLessThan(SlowestTicks, Stopwatch.GetElapsedTime(start).Ticks, "time");
                _ = message is null ? loaded++ : refused++;
                if (message is not null)
                    Assert.IsTrue(Names(message), $"names neither file nor field: {message}");
            },
            iter: PerFamily, threads: 1, print: static json => Encoding.Latin1.GetString(json.Bytes));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{family}: {100.0 * loaded / PerFamily:F1} % load, at most {most} bytes over the file's size"));
        Assert.IsGreaterThan(PerFamily / 20, loaded, "too few configs load to test what happens then");
        Assert.IsGreaterThan(PerFamily / 4, refused, "too few configs are damaged");
        Assert.IsLessThanOrEqualTo(live + (long)loaded * 100, LiveTensors.Count());
    }

    [TestMethod]
    public void Damaged_folders_load_or_are_refused_with_the_one_exception()
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoints.OfFamily("qwen3").Write(folder.FullPath);
        string[] names = ["config.json", "generation_config.json", "model.safetensors", "tokenizer_config.json"];
        File.WriteAllText(folder["generation_config.json"], """{"eos_token_id":[257,258]}""");
        byte[][] valid = [.. names.Select(name => File.ReadAllBytes(folder[name]))];
        int loaded = 0;
        const int Count = 2_000;
        Gen.Select(Gen.Int[0, names.Length - 1], Gen.Int[0, int.MaxValue], Gen.Byte, Gen.Bool).Sample(
            (file, at, value, cut) =>
            {
                // The head of a file of weights, where its structure is, or anywhere in the others.
                int place = at % Math.Min(valid[file].Length, 2000);
                File.WriteAllBytes(folder[names[file]], cut ? valid[file][..place] : [.. valid[file][..place], value, .. valid[file].AsSpan(place + 1)]);
                try
                {
                    LanguageModel.Load(folder.FullPath).Dispose();
                    loaded++;
                }
                catch (CheckpointException e) // Any other exception fails the test.
                {
                    Assert.Contains(folder.FullPath, e.Message);
                }
                finally
                {
                    File.WriteAllBytes(folder[names[file]], valid[file]);
                }
            },
            iter: Count, threads: 1);
        Assert.IsInRange(Count / 50, Count / 2, loaded); // few damages leave a file of weights or a config intact
    }

    // The message of the refusal, or null where the weights load.
    private static string? Refusal(byte[] config, SafetensorsFolder files)
    {
        try
        {
            DecoderWeights.Load(ModelConfigFile.Read(config, "config.json").Decoder, files, new LoadModelOptions(), CPU).Dispose();
            return null;
        }
        catch (CheckpointException e) // Any other exception fails the test.
        {
            return e.Message;
        }
    }

    // The file; and a field in quotes, what a config is made of, or what the weights have against it.
    private static bool Names(string message) =>
        message.Contains("config.json", StringComparison.Ordinal)
        && (message.Contains("': \"", StringComparison.Ordinal) || message.Contains("lacks the ", StringComparison.Ordinal) || message.Contains("is not valid JSON", StringComparison.Ordinal)
            || message.Contains("must hold a JSON object", StringComparison.Ordinal) || message.Contains("describes an impossible model", StringComparison.Ordinal) || message.Contains("the tensor \"", StringComparison.Ordinal))
        || message.Contains("holds tensors that this model has no place for", StringComparison.Ordinal);
}
