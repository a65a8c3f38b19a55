using ResearchML.LanguageModels;
using Spectre.Console;

namespace Quickstart;

/// <summary>Shows a training run as it goes, and remembers its losses. Where the output is no terminal, a line now and then.</summary>
internal sealed class TrainingDisplay(TimeSpan duration, LanguageTokenizer tokenizer) : IProgress<TrainingProgress>
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    private ProgressTask? _task;
    private TimeSpan _nextLine = TimeSpan.Zero;
    private double _smoothed = double.NaN;

    public List<TrainingProgress> Steps { get; } = [];

    public TrainingProgress Last => Steps[^1];

    /// <summary>The unit of the loss curve: bits per byte where a token is a byte.</summary>
    public string Unit => tokenizer.VocabularySize == LanguageTokenizer.Bytes().VocabularySize ? "bits per byte" : "bits per token";

    public LanguageModelTransformer Show(Func<LanguageModelTransformer> fit)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || !AnsiConsole.Profile.Capabilities.Ansi)
            return fit();
        LanguageModelTransformer? model = null;
        AnsiConsole.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                _task = context.AddTask("reading", maxValue: duration.TotalSeconds);
                model = fit();
                _task.Value = _task.MaxValue;
            });
        return model!;
    }

    public void Report(TrainingProgress value)
    {
        Steps.Add(value);
        double bits = value.LossNats / Math.Log(2);
        _smoothed = double.IsNaN(_smoothed) ? bits : 0.95 * _smoothed + 0.05 * bits;
        string text = FormattableString.Invariant($"step {value.Step}: {_smoothed:f3} {Unit}, {value.TokensPerSecond:f0} tokens/s, {(long)value.Remaining.TotalMinutes:00}:{value.Remaining:ss} left");
        if (_task is not null)
        {
            _task.Value = value.Elapsed.TotalSeconds;
            _task.Description = text;
        }
        else if (value.Elapsed >= _nextLine)
        {
            AnsiConsole.WriteLine(text);
            _nextLine = value.Elapsed + LineInterval;
        }
    }

}
