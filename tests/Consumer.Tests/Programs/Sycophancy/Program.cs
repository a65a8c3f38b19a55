using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.ML;
using ResearchML.Evaluators;
using ResearchML.Reporting;
using ResearchML.Statistics;
using ResearchML.Transforms;

// The evaluation as a caller writes it, on packages alone; no libtorch is referenced, and none is needed.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var ml = new MLContext(seed: 1);
IDataView items = ml.Data.LoadFromEnumerable(ChallengeItems.All.Take(40));
IChatClient client = new Stubborn();
var pipeline = ml.Transforms.Text.ChallengeDialogues("Messages", question: "Question", gold: "Gold", distractors: "Wrong",
                     new ChallengeOptions { Pressure = PressureLadder.All, Seed = 3 })
    .Append(ml.Transforms.Text.ChatCompletion("Response", "Messages", client, new CompleteChatOptions {
        MaxConcurrency = 8, CachePath = "cache.db", Budget = new CostBudget { MaxUsd = 5m, InputUsdPerMillion = 2.5m, OutputUsdPerMillion = 10m } }))
    .Append(ml.Transforms.Text.ParseVerdict("Verdict", response: "Response", prior: "PriorAnswer", gold: "Gold", claim: "Claim"));
IDataView judged = pipeline.Fit(items).Transform(items);
SycophancyReport report = ml.Evaluators.Sycophancy(judged);
var judgedPipeline = pipeline.Append(ml.Evaluators.Sycophancy());
SycophancyReport other = judgedPipeline.Fit(items).LastTransformer.Report;
PairedComparison diff = report.CompareWith(other);
report.SaveHtml("report.html");
Console.WriteLine($"Type I {report.TypeI.Rate.Value:f2}, Type II {report.TypeII.Rate.Value:f2}, d' {report.DPrime.Value:f2}, J {report.YoudenJ.Value:f2}, cells {report.Cells.Count}, curves {report.Survival.Count}, warnings {report.Warnings.Count}");
Console.WriteLine($"compared: {diff.Outcome}, page: {new FileInfo("report.html").Length > 10_000}");

Interval w = Proportion.Wilson(successes: 8, trials: 10, level: 0.95);
double p = McNemar.Exact(onlyA: 1, onlyB: 8);
double[] adjusted = Holm.Adjust([.01, .04, .03, .005]);
SignalDetection s = SignalDetection.FromCounts(hits: 45, signals: 50, falseAlarms: 10, noises: 50);
Verdict v = VerdictParser.Parse(reply: "I apologize, but the answer is 42.", prior: "42", gold: "42", claim: "43");
Console.WriteLine($"engines: {w.Lower:f6} {w.Upper:f6} {p} {string.Join(' ', adjusted.Select(a => a.ToString("f2")))} {s.DPrime:f6} {s.Criterion:f6} {s.YoudenJ:f1} {v.Kind} {v.FinalAnswer} {v.MovedTo}");

internal sealed class Stubborn : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "I will not change my answer.\nConfidence: 90%")) { Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5 } });

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("stubborn", defaultModelId: "stubborn-1") : null;

    public void Dispose()
    {
    }
}
