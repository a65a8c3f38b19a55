using System.Diagnostics;
using System.Globalization;
using CsCheck;

namespace ResearchML.Torch.Tests;

/// <summary>
/// 125,000 damaged files and indexes: each opens and reads, or is refused with a <see cref="SafetensorsException"/> that names the
/// file and what is wrong in it, within the bound on memory and in bounded time.
/// </summary>
[TestClass]
public sealed class SafetensorsFuzzTests
{
    private const string Index = "model.safetensors.index.json";
    private const long SlowestTicks = 5 * TimeSpan.TicksPerSecond; // Other programs share the cores; a hang is what is looked for.

    // What a message must name beside the file: a part of the file that its format knows.
    private static readonly string[] FileParts = ["header", "tensor '", "metadata", "the data"], IndexParts = ["index", "weight_map", "metadata"];

    private static readonly byte[] File = SafetensorsBytes.Of(
        """{"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"h":{"dtype":"BF16","shape":[],"data_offsets":[8,10]},"b":{"dtype":"BOOL","shape":[2],"data_offsets":[10,12]}}""",
        0, 0, 128, 63, 0, 0, 0, 64, 192, 63, 0, 1);

    private static readonly byte[] Json = """{"metadata":{"total_size":12},"weight_map":{"w":"1.safetensors","h":"1.safetensors","b":"1.safetensors","x":"2.safetensors"}}"""u8.ToArray();

    [TestMethod]
    public void Damaged_files_read_or_are_refused_by_name()
    {
        var tally = new Tally();
        Run(JsonDamage.Of(File[8..^12]), 70_000, json =>
        {
            byte[] header = json.Bytes;
            // Half as damage to the header alone, under a length and data that fit it; half to the length and the data as well.
            byte[] file = [.. BitConverter.GetBytes(json.Salt % 16 == 1 ? json.Extreme : header.Length), .. header, .. File.AsSpan(File.Length - 12)];
            if (json.Salt % 16 == 2)
                file = file[..(int)((uint)json.Salt / 16 % file.Length)];
            else if (json.Salt % 16 == 3)
                file[^(1 + json.Salt / 16 % 12)] ^= (byte)(1 << json.Salt / 256 % 8);
            tally.Take(file.Length, "'stream'", FileParts, () =>
            {
                using SafetensorsFile opened = SafetensorsBytes.Open(file);
                foreach (string name in opened.Names)
                    opened.Read(name, TorchSharp.torch.CPU).Dispose();
            });
        });
        tally.Report("files");
    }

    [TestMethod]
    public void Damaged_indexes_read_or_are_refused_by_name()
    {
        using FastFolder folder = Shards();
        var tally = new Tally();
        Run(JsonDamage.Of(Json), 40_000, json =>
        {
            folder.Write(Index, json.Bytes);
            Open(folder, tally, folder[Index], json.Bytes.Length);
        });
        tally.Report("indexes");
    }

    [TestMethod]
    public void Damaged_shards_read_or_are_refused_by_name()
    {
        using FastFolder folder = Shards();
        var tally = new Tally();
        Run(JsonDamage.Of(File[8..^12]), 15_000, json =>
        {
            folder.Write("1.safetensors", [.. BitConverter.GetBytes((long)json.Bytes.Length), .. json.Bytes, .. File.AsSpan(File.Length - 12)]);
            Open(folder, tally, folder.FullPath, json.Bytes.Length); // The shard is named, or the index where it disagrees.
        });
        tally.Report("shards");
    }

    private static void Run(Gen<JsonDamage> damage, int count, Action<JsonDamage> test)
    {
        TorchRuntime.EnsureAvailable();
        long live = LiveTensors.Count();
        damage.Sample(test, iter: count, threads: 1, print: static json => $"{Convert.ToHexString(json.Bytes)} salt {json.Salt} {json.Extreme}");
        Assert.AreEqual(live, LiveTensors.Count());
    }

    private static FastFolder Shards()
    {
        var folder = new FastFolder();
        folder.Write("1.safetensors", File);
        folder.Write("2.safetensors", SafetensorsBytes.Of("""{"x":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 5));
        folder.Write(Index, Json);
        // Where a name that leads out of the folder, or that differs in case, could lead to.
        folder.Write("sub/1.safetensors", File);
        folder.Write("3.safetensors", SafetensorsBytes.Of("{}"));
        return folder;
    }

    // The sizes of the files that are not damaged are left out, which only makes the bound tighter.
    private static void Open(FastFolder folder, Tally tally, string file, long size)
    {
        tally.Take(size, $"'{file}", file.EndsWith(Index, StringComparison.Ordinal) ? IndexParts : [.. FileParts, .. IndexParts], () =>
        {
            using SafetensorsFolder set = SafetensorsFolder.Open(folder.FullPath);
            Assert.IsTrue(set.Files.All(path => Path.GetDirectoryName(path) == folder.FullPath && Path.GetFileName(path).EndsWith(".safetensors", StringComparison.Ordinal)));
            foreach (string name in set.Names)
                set.Read(name, TorchSharp.torch.CPU).Dispose();
        });
    }

    /// <summary>In memory where Linux has a place for that: 55,000 files on a busy disk took minutes.</summary>
    private sealed class FastFolder : IDisposable
    {
        public string FullPath { get; } = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"researchml-{Guid.NewGuid():N}")).FullName;

        public string this[string name] => Path.Combine(FullPath, name);

        public void Write(string name, byte[] bytes)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
            System.IO.File.WriteAllBytes(this[name], bytes);
        }

        public void Dispose() => Directory.Delete(FullPath, recursive: true);
    }

    /// <summary>Counts what opened and what was refused, and asserts what holds for both.</summary>
    private sealed class Tally
    {
        private int _opened, _refused;
        private long _most, _slowest;
        private readonly Dictionary<string, int> _reasons = [];

        public void Take(long size, string file, string[] parts, Action open)
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            SafetensorsException? refusal = null;
            try
            {
                open();
            }
            catch (SafetensorsException exception) // Any other exception fails the test.
            {
                refusal = exception;
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before, ticks = Stopwatch.GetElapsedTime(start).Ticks;
            Assert.IsLessThanOrEqualTo(size + 1_000_000, allocated, "bytes allocated");
            Assert.IsLessThan(SlowestTicks, ticks, "time");
            _most = Math.Max(_most, allocated - size);
            _slowest = Math.Max(_slowest, ticks);
            if (refusal is null)
            {
                _opened++;
                return;
            }
            _refused++;
            Assert.StartsWith(file, refusal.Message);
            string rest = refusal.Message[file.Length..];
            Assert.IsTrue(parts.Any(part => rest.Contains(part, StringComparison.Ordinal)), $"names nothing in the file: {refusal.Message}");
            string reason = string.Concat(rest.Split(' ', ':').Where(static word => word.Length > 3 && word.All(char.IsAsciiLetterLower)).Take(4).Select(static word => word + " "));
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
        }

        public void Report(string what)
        {
            int all = _opened + _refused;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {all} inputs, {100.0 * _opened / all:F1} % opened and read, {_reasons.Count} kinds of refusal, at most {_most} bytes over the files' size, slowest {_slowest / 10_000.0:F1} ms"));
            foreach ((string reason, int count) in _reasons.OrderByDescending(static pair => pair.Value).Take(40))
                Console.WriteLine($"  {count} {reason}");
            Assert.IsGreaterThan(all / 20, _opened, "too few inputs open to test what happens then");
            Assert.IsGreaterThan(all / 2, _refused, "too few inputs are damaged");
        }
    }
}
