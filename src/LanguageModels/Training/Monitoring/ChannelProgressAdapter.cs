using Microsoft.ML.Runtime;

namespace ResearchML.LanguageModels;

/// <summary>Passes a run's progress on to ML.NET's log, about once a second, and to the caller, after every step.</summary>
internal sealed class ChannelProgressAdapter : IProgress<TrainingProgress>
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(1);

    private readonly IHost _host;
    private readonly IChannel _channel;
    private readonly IProgress<TrainingProgress>? _caller;
    private readonly IProgressChannel _progress;
    private readonly int _steps;
    private TrainingProgress? _last;
    private TimeSpan _nextLog = TimeSpan.Zero;

    public ChannelProgressAdapter(IHost host, IChannel channel, IProgressChannel progress, TrainingOptions options)
    {
        (_host, _channel, _progress, _caller, _steps) = (host, channel, progress, options.Progress, options.Steps);
        // ML.NET asks for the numbers when it wants them, from another thread.
        progress.SetHeader(new ProgressHeader(["LossNats", "TokensPerSecond", "SecondsLeft"], ["steps"]), Fill);
    }

    public void Report(TrainingProgress value)
    {
        _host.ThrowIfCanceled(); // AutoML's time-outs, and MLContext's own
        _last = value;
        if (value.Elapsed >= _nextLog || value.Step == _steps)
        {
            _nextLog = value.Elapsed + LogInterval;
            _channel.Info(MessageSensitivity.None, "{0}", FormattableString.Invariant(
                $"Step {value.Step}: loss {value.LossNats:f4} nats, {value.TokensPerSecond:f0} tokens/s{(double.IsNaN(value.PeakShare) ? "" : FormattableString.Invariant($" ({value.PeakShare:p0} of the measured peak)"))}, gradient norm {value.GradientNorm:f2}, learning rate {value.LearningRate:g3}, {(long)value.Remaining.TotalHours:00}:{value.Remaining:mm\\:ss} left."));
            _progress.Checkpoint(value.LossNats, value.TokensPerSecond, value.Remaining.TotalSeconds, value.Step);
        }
        _caller?.Report(value);
    }

    private void Fill(IProgressEntry entry)
    {
        if (_last is not TrainingProgress last)
            return;
        entry.SetProgress(0, last.Step, _steps);
        entry.SetMetric(0, last.LossNats);
        entry.SetMetric(1, last.TokensPerSecond);
        entry.SetMetric(2, last.Remaining.TotalSeconds);
    }
}
