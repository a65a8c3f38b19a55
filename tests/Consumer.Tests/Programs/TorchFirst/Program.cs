using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Data;
using ResearchML.LanguageModels;
using TorchSharp;

// TorchSharp comes before any type of ResearchML, in a static field even before Main.
internal static class Program
{
    private static readonly torch.Tensor First = torch.randn(3);

    private static void Main(string[] args)
    {
        Console.WriteLine($"touched TorchSharp first: {First.shape[0]}");
        string file = Path.Combine(AppContext.BaseDirectory, "model.zip");
        if (args[0] == "load")
            Load(file);
        else
            Train(file);
    }

    private static void Train(string file)
    {
        var ml = new MLContext(seed: 1);
        IDataView train = Rows(ml);
        var trainer = ml.LanguageModeling.Trainers.NextToken("Text", new LanguageModelTrainerOptions {
            Model = new DecoderConfig { Layers = 1, Width = 32, Heads = 2, ContextLength = 32 },
            Tokenizer = LanguageTokenizer.Bytes(),
            Training = new TrainingOptions { Steps = 10, BatchSize = 4, LearningRate = 3e-3, Seed = 1 } });
        LanguageModelTransformer model = trainer.Fit(train);
        IDataView scored = model.Transform(train);
        LanguageModelingMetrics m = ml.LanguageModeling.Evaluate(scored);
        Console.WriteLine($"loss {m.LossNats} perplexity {m.Perplexity} bits {m.BitsPerByte} tokens {m.TokenCount}");
        ml.Model.Save(model, train.Schema, file);
        Print(scored);

        string folder = Path.Combine(AppContext.BaseDirectory, "my-model");
        model.Model.Save(folder);
        using LanguageModel back = ml.LanguageModeling.LoadModel(folder);
        string text = back.Generate("the", new GenerationOptions { MaxTokens = 8, Temperature = 0 });
        IReadOnlyList<int> ids = back.GenerateTokens([], new GenerationOptions { MaxTokens = 4, Temperature = 0, StopAtEos = false });
        Console.WriteLine($"greedy: {ids.Count} tokens, then {text.Length} characters");
        var pipeline = ml.Transforms.Text.ScoreLikelihood("LossNats", "Text", back)
            .Append(ml.Transforms.Text.GenerateText("Continuation", "Text", back, new GenerationOptions { MaxTokens = 4 }));
        Console.WriteLine($"pipeline rows: {pipeline.Fit(train).Transform(train).Preview(3).RowView.Length}");
    }

    private static void Load(string file)
    {
        var ml = new MLContext();
        ITransformer back = ml.Model.Load(file, out _);
        Print(back.Transform(Rows(ml)));
    }

    private static IDataView Rows(MLContext ml) =>
        ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Row { Text = $"the cat number {i} sat on the mat" }));

    private static void Print(IDataView scored) =>
        Console.WriteLine("scores: " + string.Join(' ', scored.GetColumn<float>("LossNats").Select(BitConverter.SingleToInt32Bits)));
}

internal sealed class Row
{
    public string Text { get; set; }
}
