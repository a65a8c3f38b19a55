namespace ResearchML.LanguageModels;

/// <summary>How far a run has come: its steps, their tokens and the time that they took, against the nearest of its limits.</summary>
/// <remarks>What lies between steps (held-out measurements, checkpoints, the caller's own) takes none of the time: runs of one duration train equally long, whatever is done beside.</remarks>
internal sealed class TrainingMeter(TrainingOptions options, int tokensPerStep)
{
    /// <summary>Optimizer steps done.</summary>
    public int Step { get; private set; }

    public long TokensSeen { get; private set; }

    /// <summary>Time that the steps took.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Whether a limit is reached; never before the first step, which has taken nothing of any.</summary>
    public bool IsOver => Progress >= 1;

    /// <summary>Share of the training that is done; more than 1 where the last step went beyond a limit.</summary>
    public double Progress => Nearest(Step, TokensSeen, Elapsed);

    /// <summary>Share of the training that is done in the middle of the coming step, as far as it lies within the limits: so that neither the first nor the last step has a schedule's 0.</summary>
    public double NextMiddle => Nearest(
        Step + 0.5,
        (TokensSeen + Math.Min(TokensSeen + tokensPerStep, options.Tokens ?? long.MaxValue)) / 2.0,
        (Elapsed + Min(Elapsed + MeanStep, options.Duration ?? TimeSpan.MaxValue)) / 2);

    public double TokensPerSecond => TokensSeen / Elapsed.TotalSeconds;

    /// <summary>Time left, from the mean so far.</summary>
    public TimeSpan Remaining => Elapsed * Math.Max(0, 1 / Math.Max(Progress, double.Epsilon) - 1);

    // How long the first step will take, nobody knows.
    private TimeSpan MeanStep => Elapsed / Math.Max(Step, 1);

    /// <summary>Goes on where another run stood.</summary>
    public void Resume(TrainingState state) => (Step, TokensSeen, Elapsed) = (state.Step, state.TokensSeen, state.Elapsed);

    /// <summary>Counts a step.</summary>
    public void Add(TimeSpan time) => (Step, TokensSeen, Elapsed) = (Step + 1, TokensSeen + tokensPerStep, Elapsed + time);

    private double Nearest(double step, double tokens, TimeSpan time) => Math.Max(
        Math.Max(step / options.Steps, options.Tokens is long most ? tokens / most : 0),
        options.Duration is TimeSpan limit ? time / limit : 0);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
