using Microsoft.ML;
using ResearchML.LanguageModels;

namespace TokenObjectives;

/// <summary>One of the four objectives.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="LearningRate">Peak rate. One for all, the best of five for next-token training on a seed that the study does not use: docs/LOG.md.</param>
/// <param name="Shots">The k of its loss, which the link undoes; 1 where the loss is of the token itself.</param>
/// <param name="Trainer">Its trainer.</param>
internal sealed record Contender(string Name, double LearningRate, int Shots, Func<LanguageModelingTrainers, LanguageModelTrainerOptions, ObjectiveTrainer> Trainer)
{
    /// <summary>The k that k-shot is trained for, and all are examined with.</summary>
    public const int K = 8;

    /// <summary>What the others are measured against.</summary>
    public static Contender Control { get; } = new("next-token", 1e-3, 1, (trainers, options) => trainers.NextToken("Text", options));

    public static IReadOnlyList<Contender> All { get; } =
    [
        Control,
        new("k-shot (k = 8)", 1e-3, K, (trainers, options) => trainers.KShot("Text", K, options)),
        new("multi-token (4 heads)", 1e-3, 1, (trainers, options) => trainers.MultiToken("Text", heads: 4, options)),
        new("token order (window 64)", 1e-3, 1, (trainers, options) => trainers.TokenOrder("Text", window: 64, options)),
    ];
}
