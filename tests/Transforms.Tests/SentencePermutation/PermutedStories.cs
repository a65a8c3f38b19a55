using Microsoft.ML;
using ResearchML.LanguageModels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ResearchML.Transforms.Tests;

/// <summary>Short stories and the models that permute them in tests.</summary>
internal static class PermutedStories
{
    public const string Four = "  Ann ran.  Bob sat!\n\nCid hid. Dan won.";

    public static readonly MLContext Context = new(seed: 1);
    public static readonly LanguageModel UniformModel = Model(uniform: true);
    public static readonly LanguageModel RandomModel = Model(uniform: false);

    public static string Story(int seed)
    {
        var random = new Random(seed);
        return string.Concat(Enumerable.Range(0, 7).Select(_ => string.Create(random.Next(4, 14), random, (span, r) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = (char)((i == 0 ? 'A' : 'a') + r.Next(26));
        }) + ". "));
    }

    public static Row[] Permute(IReadOnlyList<string?> texts, LanguageModel model, SentencePermutationOptions options, MLContext? context = null)
    {
        context ??= Context;
        IDataView input = Load(texts);
        return [.. context.Data.CreateEnumerable<Row>(context.Transforms.Text.PermuteSentences("Text", model, options).Fit(input).Transform(input), reuseRowObject: false)];
    }

    public static IDataView Load(IReadOnlyList<string?> texts) => Context.Data.LoadFromEnumerable(texts.Select((text, i) => new NumberedText { Text = text, Number = i }));

    public static LanguageModel Model(bool uniform)
    {
        LanguageModel model = LanguageModel.Create(new DecoderConfig { Layers = 2, Width = 32, Heads = 4, ContextLength = 128, InitializerDeviation = 0.4 }, LanguageTokenizer.Bytes(), seed: 1);
        using var noGrad = no_grad();
        foreach ((_, Parameter weight) in model.Decoder.named_parameters().Where(p => uniform && p.name.Contains("q_proj", StringComparison.Ordinal)))
            weight.zero_();
        return model;
    }

    public sealed class NumberedText
    {
        public string? Text { get; set; }

        public int Number { get; set; }
    }

    public sealed class Row
    {
        public string Text { get; set; } = "";

        public int[] Permutation { get; set; } = [];

        public float Log10Orderings { get; set; }

        public int DependenceEdges { get; set; }

        public string SamplingMethod { get; set; } = "";
    }
}
