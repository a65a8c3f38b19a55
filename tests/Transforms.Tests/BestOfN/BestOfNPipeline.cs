using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.ML;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms.Tests;

/// <summary>Rows of prompts and answers, and the transform that samples them.</summary>
internal static class BestOfNPipeline
{
    public const int Seed = 5;

    public static readonly MLContext Context = new(seed: 1);

    /// <summary>About half of what a model with random weights writes is correct.</summary>
    public static readonly Verifier Even = Verifier.Delegate("even", (response, _) => IsEven(response));

    public static readonly GenerationOptions Short = new() { MaxTokens = 4, StopAtEos = false };

    public static readonly BestOfNOptions Options = new() { Verifier = Even, Samples = 8, BatchSize = 4, Seed = Seed, Generation = Short };

    public static bool IsEven(string response) => response.Sum(c => c) % 2 == 0;

    public static IDataView Rows(params IEnumerable<string> prompts) => Graded(prompts.Select(p => (p, "")));

    public static IDataView Graded(params IEnumerable<(string Prompt, string Answer)> rows) =>
        Context.Data.LoadFromEnumerable(rows.Select(r => new PromptRow { Prompt = r.Prompt, Answer = r.Answer }));

    public static BestOfNTransformer Fit(BestOfNOptions options, LanguageModel? model = null, MLContext? context = null) =>
        (context ?? Context).Transforms.Text.BestOfN("Prompt", model ?? TinyChat.Model, options).Fit(Rows("x"));

    public static BestOfNTransformer Fit(BestOfNOptions options, IChatClient client, MLContext? context = null) =>
        (context ?? Context).Transforms.Text.BestOfN("Prompt", client, options).Fit(Rows("x"));

    /// <summary>All rows' counts, in one pass.</summary>
    public static Counted[] Sample(this ITransformer transformer, IDataView rows) => [.. Context.Data.CreateEnumerable<Counted>(transformer.Transform(rows), reuseRowObject: false)];

    public static Counted[] Sample(BestOfNOptions options, params string[] prompts)
    {
        using BestOfNTransformer transformer = Fit(options);
        return transformer.Sample(Rows(prompts));
    }

    /// <summary>A context, and what it logs.</summary>
    public static (MLContext Context, StringBuilder Log) Logged()
    {
        var log = new StringBuilder();
        var context = new MLContext(seed: 1);
        context.Log += (_, e) => log.AppendLine($"{e.Kind}: {e.Message}");
        return (context, log);
    }

    internal sealed class PromptRow
    {
        public string? Prompt { get; set; } = "";

        public string? Answer { get; set; } = "";
    }

    internal sealed class Counted
    {
        public long n { get; set; }

        public long c { get; set; }

        public float Chance { get; set; }

        public string[] Responses { get; set; } = [];

        public bool[] Grades { get; set; } = [];

        public string BestOfNError { get; set; } = "";
    }
}
