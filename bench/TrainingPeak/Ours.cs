using System.Diagnostics;
using ResearchML.LanguageModels;
using ResearchML.Trainers;
using static TorchSharp.torch;

namespace ResearchML.Bench;

/// <summary>Our engine on one long document of random tokens, as the peer's.</summary>
internal sealed class Ours(Shape shape)
{
    private readonly TokenDocuments _corpus = RandomTokens(shape.Vocabulary);

    /// <summary>Seconds of each step, the first left out, and the share of the measured peak.</summary>
    public (double[] Seconds, double PeakShare) Run(Precision precision, int steps)
    {
        var clock = new Clock();
        Train(precision, steps + 1, clock);
        double[] seconds = [.. clock.Elapsed.Skip(1).Zip(clock.Elapsed, (now, before) => now - before)];
        double peak = ProductPeak.Of(CPU, precision == Precision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32), median = seconds.Order().ElementAt(seconds.Length / 2);
        return (seconds, shape.TokensPerStep * ProductPeak.FlopsPerToken(shape.Decoder) / median / peak);
    }

    /// <summary>Resident bytes of the process after each step.</summary>
    public IReadOnlyList<(int Step, long Bytes)> Memory(int steps)
    {
        var gauge = new Gauge();
        Train(Precision.Float32, steps, gauge);
        return gauge.Resident;
    }

    private void Train(Precision precision, int steps, IProgress<TrainingProgress> progress)
    {
        using Decoder decoder = DecoderWeights.NewDecoder(shape.Decoder, new WeightPlacement(ScalarType.Float32, CPU));
        decoder.Initialize(1);
        var options = new TrainingOptions { Steps = steps, BatchSize = shape.Batch, LearningRate = 3e-4, Precision = precision, Progress = progress };
        using var run = new TrainingRun(decoder, new NextTokenObjective(), new PackedBatches(_corpus, shape.Batch, shape.Context, 1), options, 1);
        run.Run(null, _ => { });
    }

    private static TokenDocuments RandomTokens(int vocabulary)
    {
        var random = new Random(1);
        var documents = new TokenDocuments();
        documents.Add([.. Enumerable.Range(0, 1_000_000).Select(_ => random.Next(vocabulary))]);
        return documents;
    }

    private sealed class Clock : IProgress<TrainingProgress>
    {
        public List<double> Elapsed { get; } = [];

        public void Report(TrainingProgress value) => Elapsed.Add(value.Elapsed.TotalSeconds);
    }

    private sealed class Gauge : IProgress<TrainingProgress>
    {
        private readonly Process _process = Process.GetCurrentProcess();

        public List<(int, long)> Resident { get; } = [];

        public void Report(TrainingProgress value)
        {
            _process.Refresh();
            Resident.Add((value.Step, _process.WorkingSet64));
        }
    }
}
