using ResearchML.LanguageModels;

namespace ResearchML.Trainers;

/// <summary>Objectives by name, for mixing and for the trainer of any objective.</summary>
public static class Objective
{
    /// <summary>The mean of −log p(next token).</summary>
    public static TrainingObjective NextToken() => new NextTokenObjective();

    /// <summary>k-shot: −log of the probability that at least one of k samples is the next token. See <see cref="KShotObjective"/>.</summary>
    /// <param name="k">Samples. At least 1, finite; it need not be whole.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1, or not finite.</exception>
    public static TrainingObjective KShot(double k) => new KShotObjective(k);

    /// <summary>k-shot with a k that changes over the training.</summary>
    /// <param name="k">k in each step, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1, or not finite, at the beginning, the middle or the end.</exception>
    public static TrainingObjective KShot(Schedule k) => new KShotObjective(k);

    /// <summary>Multi-token prediction. See <see cref="MultiTokenObjective"/>.</summary>
    /// <param name="heads">Tokens that each position predicts. At least 1, at most the context length.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="heads"/> is less than 1.</exception>
    public static TrainingObjective MultiToken(int heads) => new MultiTokenObjective(heads);

    /// <summary>Token order prediction beside next-token prediction. See <see cref="TokenOrderObjective"/>.</summary>
    /// <param name="window">How many tokens ahead count. At least 1, at most the context length.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="window"/> is less than 1.</exception>
    public static TrainingObjective TokenOrder(int window) => new TokenOrderObjective(window);

    /// <summary>(1 − w)·first + w·second. See <see cref="MixedObjective"/>.</summary>
    /// <param name="first">One objective.</param>
    /// <param name="second">Another; it may be a mixture.</param>
    /// <param name="weightOfSecond">w in each step, in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="weightOfSecond"/> is not in [0, 1] at the beginning, the middle or the end.</exception>
    public static TrainingObjective Mix(TrainingObjective first, TrainingObjective second, Schedule weightOfSecond) => new MixedObjective(first, second, weightOfSecond);
}
