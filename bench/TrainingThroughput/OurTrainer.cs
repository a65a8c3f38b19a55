using Microsoft.ML;
using ResearchML.LanguageModels;

namespace TrainingThroughput;

/// <summary>The whole way through ML.NET: rows, estimator, objective, progress to the log and to the caller.</summary>
internal sealed class OurTrainer
{
    private readonly Config _config;
    private readonly IDataView _data;
    private readonly MLContext _context = new(seed: 1);

    public OurTrainer(Config config, IEnumerable<string> documents)
    {
        _config = config;
        _context.Log += (_, _) => { };
        _data = _context.Data.LoadFromEnumerable(documents.Select(d => new Row { Text = d }));
    }

    /// <summary>Seconds of each step.</summary>
    public double[] Run()
    {
        var clock = new Clock();
        _context.LanguageModeling.Trainers.NextToken("Text", new LanguageModelTrainerOptions
        {
            Model = new DecoderConfig { Layers = _config.Layers, Width = _config.Width, Heads = _config.Heads, FeedForwardWidth = _config.FeedForward, ContextLength = _config.Context },
            Training = new TrainingOptions { Steps = _config.Steps, BatchSize = _config.Batch, Progress = clock },
        }).Fit(_data).Dispose();
        double[] elapsed = [0, .. clock.Elapsed];
        return [.. elapsed.Skip(1).Zip(elapsed, (now, before) => now - before)];
    }

    private sealed class Clock : IProgress<TrainingProgress>
    {
        public List<double> Elapsed { get; } = [];

        public void Report(TrainingProgress value) => Elapsed.Add(value.Elapsed.TotalSeconds);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
