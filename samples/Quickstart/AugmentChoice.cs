using Microsoft.ML;
using Microsoft.ML.Data;
using ResearchML.LanguageModels;
using ResearchML.Transforms;
using Spectre.Console;

namespace Quickstart;

/// <summary>What --augment may name: steps before the trainer that belong to training alone.</summary>
internal static class AugmentChoice
{
    public const string None = "none", Permute = "permute";

    // Of the time: what reads attention has learned something first.
    private const double ReaderShare = 0.25;

    public static string Names => $"{None}, {Permute}";

    /// <summary>The share of the time that is the trainer's.</summary>
    public static double TrainerShare(QuickstartSettings settings) => settings.Augment == None || settings.Model is not null ? 1 : 1 - ReaderShare;

    public static bool IsKnown(string name) => name is None or Permute;

    /// <summary>Trains, on the data as it is or with the sentences of each document in other orders as well.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="settings">What the command line asks for.</param>
    /// <param name="trainer">The trainer.</param>
    /// <param name="start">What it starts from; a given model also reads the attention, in place of a fresh one a reader that is trained for that.</param>
    /// <param name="training">How a reader is trained.</param>
    /// <param name="train">The documents.</param>
    public static LanguageModelTransformer Fit(MLContext ml, QuickstartSettings settings, ObjectiveTrainer trainer, LanguageModel start, TrainingOptions training, IDataView train)
    {
        if (settings.Augment == None)
            return trainer.Fit(train);
        using LanguageModelTransformer? reader = settings.Model is null ? TrainReader(ml, settings, start, training, train) : null;
        var options = new SentencePermutationOptions { Copies = 4, IncludeOriginal = true, MatchDistances = true, CancellationToken = training.CancellationToken };
        EstimatorChain<LanguageModelTransformer> pipeline = ml.Transforms.Text.PermuteSentences("Text", reader?.Model ?? start, options).ForTrainingOnly().Append(trainer);
        return pipeline.Fit(train).LastTransformer;
    }

    private static LanguageModelTransformer TrainReader(MLContext ml, QuickstartSettings settings, LanguageModel start, TrainingOptions training, IDataView train)
    {
        double minutes = settings.Minutes * ReaderShare;
        AnsiConsole.WriteLine(FormattableString.Invariant($"First, for {minutes:0.##} minutes, the model whose attention says which sentences keep their order."));
        return ml.LanguageModeling.Trainers.NextToken("Text", new LanguageModelTrainerOptions { StartFrom = start, Training = training with { Duration = TimeSpan.FromMinutes(minutes), Progress = null } }).Fit(train);
    }
}
