// Training and encoding speed on one core, beside Hugging Face's tokenizers and gpt-tokenizer where
// bench/TokenizerAgreement has them (npm install there). Medians of three rounds, ours and theirs by turns.
//   dotnet run -c Release --project bench/TokenizerTraining
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;
using ResearchML.LanguageModels;
using TokenizerTraining;

const int Bytes = 10_000_000, Rounds = 3, PeerVocabulary = 30_000;
if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
    Process.GetCurrentProcess().ProcessorAffinity = 1;
string scripts = Path.Combine(args.Length > 0 ? args[0] : Environment.CurrentDirectory, "bench", "TokenizerAgreement");

// Hugging Face's trainer reads files line by line: both get lines with their ends, so that both count the same words.
string[] lines = Lines();
string corpus = Path.Combine(Path.GetTempPath(), "tokenizer-training.txt");
File.WriteAllText(corpus, string.Concat(lines));
Console.WriteLine(FormattableString.Invariant($"{new FileInfo(corpus).Length:N0} bytes of the .NET SDK's reference documentation, {lines.Length:N0} lines"));

LanguageTokenizer? small = null;
Report("train to 4,096 tokens, s", [.. Enumerable.Range(0, Rounds).Select(_ => Seconds(() => small = LanguageTokenizer.Train(lines, 4096)))], []);
CompareIds(scripts, small!, lines);

List<double> ours = [], theirs = [];
LanguageTokenizer? large = null;
string merges = Path.Combine(Path.GetTempPath(), "tokenizer-training-merges.json");
for (int round = 0; round < Rounds; round++)
{
    ours.Add(Seconds(() => large = LanguageTokenizer.Train(lines, PeerVocabulary)));
    if (Peer.Run(scripts, "train", corpus, merges) is JsonElement peer)
        theirs.Add(peer.GetProperty("seconds").GetDouble());
}
Report($"train to {PeerVocabulary:N0} tokens (the only size Node's binding of Hugging Face's trainer has), s", ours, theirs);
if (theirs.Count > 0)
    CompareMerges(large!, merges);

foreach ((string name, LanguageTokenizer tokenizer) in ((string, LanguageTokenizer)[])[("cl100k_base", LanguageTokenizer.Tiktoken("cl100k_base")), ("o200k_base", LanguageTokenizer.Tiktoken("o200k_base"))])
{
    string[] documents = [.. lines.Chunk(40).Select(c => string.Concat(c))];
    (ours, theirs) = ([], []);
    List<double> huggingFace = [];
    for (int round = 0; round < Rounds; round++)
    {
        ours.Add(new FileInfo(corpus).Length / 1e6 / Seconds(() => Array.ForEach(documents, d => tokenizer.Encode(d))));
        if (Peer.Run(scripts, "encode", corpus, name) is JsonElement peer)
            theirs.Add(peer.GetProperty("megabytesPerSecond").GetDouble());
        if (name == "cl100k_base" && Peer.Run(scripts, "encode", corpus, "huggingface") is JsonElement other)
            huggingFace.Add(other.GetProperty("megabytesPerSecond").GetDouble());
    }
    Report($"encode with {name}, MB/s (theirs: gpt-tokenizer)", ours, theirs);
    if (huggingFace.Count > 0)
        Report($"encode with {name}, MB/s (theirs: Hugging Face's tokenizers)", ours, huggingFace);
}

string unbroken = string.Concat(Enumerable.Range(0, 1_000_000).Select(i => (char)('a' + i * 7919L % 26)));
Report("encode 1 MB without a space with cl100k_base, s", [.. Enumerable.Range(0, Rounds).Select(_ => Seconds(() => LanguageTokenizer.Tiktoken("cl100k_base").Encode(unbroken)))], []);
// Why we have a merging loop of our own: four times the letters take Microsoft.ML.Tokenizers' sixteen times as long.
foreach (int letters in (int[])[50_000, 200_000])
{
    Report(FormattableString.Invariant($"encode {letters:N0} letters without a space, s (theirs: Microsoft.ML.Tokenizers)"),
        [Seconds(() => LanguageTokenizer.Tiktoken("cl100k_base").Encode(unbroken[..letters]))], [Seconds(() => TiktokenTokenizer.CreateForEncoding("cl100k_base").EncodeToIds(unbroken[..letters]))]);
}
Console.WriteLine(FormattableString.Invariant($"memory at most: {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:f0} MB"));

static string[] Lines()
{
    var lines = new List<string>();
    long bytes = 0;
    // The documentation has fewer bytes than wanted: it begins anew.
    IReadOnlyList<TextDocument> documents = TextCorpus.ReferenceDocumentation();
    foreach (string line in documents.Concat(documents).SelectMany(d => d.Text.Split('\n')))
    {
        lines.Add(line + "\n");
        bytes += Encoding.UTF8.GetByteCount(line) + 1;
        if (bytes >= Bytes)
            break;
    }
    return [.. lines];
}

static double Seconds(Action work)
{
    long start = Stopwatch.GetTimestamp();
    work();
    return Stopwatch.GetElapsedTime(start).TotalSeconds;
}

static void Report(string what, List<double> ours, List<double> theirs)
{
    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
    Console.WriteLine(theirs.Count == 0
        ? FormattableString.Invariant($"{what}: {Median(ours):f2}")
        : FormattableString.Invariant($"{what}: {Median(ours):f2}, theirs {Median(theirs):f2}, ratio {Median(ours) / Median(theirs):f2}"));
}

// Hugging Face's library reads the file that we save, and encodes with it as we do.
static void CompareIds(string scripts, LanguageTokenizer tokenizer, string[] lines)
{
    string folder = Directory.CreateTempSubdirectory("tokenizer-training-").FullName;
    string[] texts = [.. lines.Take(5000), "it's  naïve 日本 😀𠀀𝟘\r\n\t<|end_of_text|>", "   ", "１２３ ſ'S 'ſ"];
    tokenizer.Save(folder);
    File.WriteAllText(Path.Combine(folder, "lines.json"), JsonSerializer.Serialize(texts));
    if (Peer.Run(scripts, "ids", folder) is JsonElement peer)
    {
        int[][] theirs = peer.GetProperty("ids").Deserialize<int[][]>()!;
        int same = texts.Zip(theirs).Count(p => tokenizer.Encode(p.First, specialTokens: true).Prepend(tokenizer.BosId!.Value).SequenceEqual(p.Second));
        Console.WriteLine(FormattableString.Invariant($"Hugging Face's tokenizers read the trained tokenizer.json: {same:N0} of {texts.Length:N0} texts have the same ids, BOS included"));
    }
    Directory.Delete(folder, recursive: true);
}

// The first merge that differs, if any: ids differ by our three special tokens and the bytes that the text lacks, strings do not.
static void CompareMerges(LanguageTokenizer ours, string theirsFile)
{
    string folder = Directory.CreateTempSubdirectory("tokenizer-training-").FullName;
    ours.Save(folder);
    string[] mine = [.. JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "tokenizer.json"))).GetProperty("model").GetProperty("merges").EnumerateArray().Select(m => m.GetString()!)];
    Directory.Delete(folder, recursive: true);
    string[] theirs = [.. JsonElement.Parse(File.ReadAllText(theirsFile)).EnumerateArray().Select(m => m.GetString()!)];
    int same = mine.Zip(theirs).TakeWhile(p => p.First == p.Second).Count();
    Console.WriteLine(FormattableString.Invariant($"merges: {mine.Length:N0} ours, {theirs.Length:N0} theirs, the first {same:N0} the same"));
}
