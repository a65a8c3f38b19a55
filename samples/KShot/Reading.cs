namespace KShot;

/// <summary>What a model is worth after some steps, read out in one way.</summary>
/// <param name="Step">Steps of training.</param>
/// <param name="TrainedFor">The k of its loss; 1 is next-token training.</param>
/// <param name="ReadFor">The k that its probabilities were brought to by the link; the one it was trained for leaves them as they are.</param>
/// <param name="HeldOutLoss">Mean k-shot loss of held-out examples with the k it was read for, in nats: what early stopping goes by.</param>
/// <param name="PassAt">Exact pass@k under the true answers, for each of <see cref="Shots"/>.</param>
internal sealed record Reading(int Step, int TrainedFor, int ReadFor, double HeldOutLoss, IReadOnlyList<double> PassAt)
{
    /// <summary>What models are trained for and read for.</summary>
    public static IReadOnlyList<int> Ks { get; } = [1, 8, 64];

    /// <summary>The samples of pass@k.</summary>
    public static IReadOnlyList<int> Shots { get; } = [1, 2, 4, 8, 16, 32, 64, 128, 256];

    /// <summary>pass@k for one of <see cref="Shots"/>.</summary>
    public double PassAtShots(int k) => PassAt[Shots.ToList().IndexOf(k)];
}
