using ResearchML.LanguageModels;
using Spectre.Console;

namespace Quickstart;

/// <summary>Shows a training run as it goes, and remembers its losses. Where the output is no terminal, a line now and then.</summary>
/// <param name="duration">How long the run takes.</param>
/// <param name="tokensPerByte">Of the corpus: it makes a loss per token one per byte, which can be compared with others whatever a token is.</param>
internal sealed class TrainingDisplay(TimeSpan duration, double tokensPerByte) : IProgress<TrainingProgress>
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    private ProgressTask? _task;
    private TimeSpan _nextLine = TimeSpan.Zero;
    private double _smoothed = double.NaN;

    public List<TrainingProgress> Steps { get; } = [];

    public TrainingProgress Last => Steps[^1];

    /// <summary>Bits per byte of a step's batch, whatever was minimised: exact where a token is a byte, else as if its tokens were as long as the corpus's are.</summary>
    public double BitsPerByte(TrainingProgress step) => step.Diagnostics.GetValueOrDefault(ObjectiveValue.NextTokenLoss, step.LossNats) / Math.Log(2) * tokensPerByte;

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
        double bits = BitsPerByte(value);
        _smoothed = double.IsNaN(_smoothed) ? bits : 0.95 * _smoothed + 0.05 * bits;
        string text = FormattableString.Invariant($"step {value.Step}: {_smoothed:f3} bits per byte, {value.TokensPerSecond:f0} tokens/s, {(long)value.Remaining.TotalMinutes:00}:{value.Remaining:ss} left");
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
