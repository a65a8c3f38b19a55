using Microsoft.ML;
using ResearchML.LanguageModels;
using ResearchML.Transforms;
using Spectre.Console;

namespace Quickstart;

/// <summary>Read, train, judge, save, load elsewhere, report: the whole of it in order.</summary>
internal static class MainJob
{
    public static int Run(QuickstartSettings settings, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Output);
        var ml = new MLContext(settings.Seed);

        AnsiConsole.MarkupLine("[bold]Reading the corpus[/]");
        Corpus corpus = Corpus.Read(settings);
        AnsiConsole.WriteLine(corpus.Description);
        IDataView train = ml.Data.LoadFromEnumerable(corpus.Training.Select(text => new Document { Text = text }));
        IDataView test = ml.Data.LoadFromEnumerable(corpus.HeldOut.Select(text => new Document { Text = text }));

        using LanguageModel start = settings.Model is string folder
            ? ml.LanguageModeling.LoadModel(folder)
            : LanguageModel.Create(Augmented(settings) ? FreshModelOfSentences : FreshModel, Tokenizer(ml, train, settings, cancellationToken), (ulong)settings.Seed);
        double tokensPerByte = corpus.TokensPerByte(start.Tokenizer);
        string tokens = FormattableString.Invariant($"{start.Tokenizer.VocabularySize:N0} kinds of tokens; a token is {1 / tokensPerByte:f2} bytes of held-out text on average.");
        AnsiConsole.WriteLine(tokens);
        AnsiConsole.MarkupLineInterpolated($"[bold]Scoring {(settings.Model is null ? "the fresh model" : settings.Model)}[/] ({start.Config.CountParameters():N0} parameters) on the held-out text");
        var columns = new ScoreLikelihoodOptions { TokenCountColumnName = "TokenCount", ByteCountColumnName = "ByteCount" };
        LanguageModelingMetrics before = ml.LanguageModeling.Evaluate(
            ml.Transforms.Text.ScoreLikelihood("LossNats", "Text", start, columns).Fit(test).Transform(test));

        AnsiConsole.MarkupLineInterpolated($"[bold]Training for {settings.Minutes:0.##} minutes[/] ({settings.Objective}{(Augmented(settings) ? ", sentences permuted" : "")}) on {Environment.ProcessorCount} cores (Ctrl+C cancels)");
        double minutes = settings.Minutes * AugmentChoice.TrainerShare(settings);
        var progress = new TrainingDisplay(TimeSpan.FromMinutes(minutes), tokensPerByte);
        var trainer = ObjectiveChoice.Trainer(ml, settings.Objective, new LanguageModelTrainerOptions
        {
            StartFrom = start,
            Training = Schedule with { Duration = TimeSpan.FromMinutes(minutes), Seed = settings.Seed, Progress = progress, CancellationToken = cancellationToken },
        });
        using LanguageModelTransformer model = progress.Show(() => AugmentChoice.Fit(ml, settings, trainer, start, Schedule with { Seed = settings.Seed, CancellationToken = cancellationToken }, train));

        AnsiConsole.MarkupLine("[bold]Judging it[/] by the same held-out bytes");
        IDataView scored = model.Transform(test);
        LanguageModelingMetrics after = ml.LanguageModeling.Evaluate(scored);
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<Judgement> table = Judgement.Table(corpus, settings, before, after, progress.Last);
        AnsiConsole.Write(Judgement.Show(table));
        IReadOnlyList<Continuation> continuations = Continuation.Of(model.Model, corpus.HeldOut, settings.Seed);
        foreach (Continuation continuation in continuations)
            AnsiConsole.MarkupLineInterpolated($"[grey]{continuation.Prompt}[/]{continuation.Text}");

        AnsiConsole.MarkupLineInterpolated($"[bold]Saving {settings.ModelFile}[/] and loading it in another process");
        WholeFile.SaveModel(ml, model, train.Schema, settings.ModelFile);
        int rows = ChildProcess.MustScoreAlike(ml, model, settings.ModelFile, ml.Data.TakeRows(test, 20), cancellationToken);
        AnsiConsole.WriteLine(FormattableString.Invariant($"The other process gave {rows} scores, the same to the last bit."));

        QuickstartReport.Save(settings, corpus, tokens, start.Config, table, continuations, progress);
        AnsiConsole.MarkupLineInterpolated($"[bold]Report:[/] {settings.ReportFile}");
        return 0;
    }

    private static LanguageTokenizer Tokenizer(MLContext ml, IDataView train, QuickstartSettings settings, CancellationToken cancellationToken)
    {
        if ((settings.Vocabulary ?? (Augmented(settings) ? TokensOfSentences : null)) is not int size)
            return LanguageTokenizer.Bytes();
        AnsiConsole.MarkupLineInterpolated($"[bold]Learning {size:N0} tokens[/] from the training text");
        return ml.LanguageModeling.TrainTokenizer(train, "Text", size, new TokenizerTrainingOptions { CancellationToken = cancellationToken });
    }

    private static bool Augmented(QuickstartSettings settings) => settings.Augment != AugmentChoice.None;

    /// <summary>About one million parameters over bytes.</summary>
    private static DecoderConfig FreshModel { get; } = new() { Layers = 4, Width = 144, Heads = 4, ContextLength = 128 };

    /// <summary>One whose context holds several sentences: of bytes it would hold one.</summary>
    private static DecoderConfig FreshModelOfSentences { get; } = FreshModel with { ContextLength = 512 };

    private const int TokensOfSentences = 1024;

    /// <summary>Found by trying a few on this corpus: docs/LOG.md has them all.</summary>
    private static TrainingOptions Schedule { get; } = new() { Steps = int.MaxValue, BatchSize = 4, LearningRate = 3e-3 };
}
