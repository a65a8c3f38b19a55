using Microsoft.ML;
using ResearchML.LanguageModels;

namespace Quickstart;

/// <summary>What --objective may name.</summary>
internal static class ObjectiveChoice
{
    public const string Default = "next-token";

    private static readonly Dictionary<string, Func<LanguageModelingTrainers, LanguageModelTrainerOptions, ObjectiveTrainer>> Known = new()
    {
        [Default] = (trainers, options) => trainers.NextToken("Text", options),
        ["k-shot"] = (trainers, options) => trainers.KShot("Text", k: 8, options),
        ["multi-token"] = (trainers, options) => trainers.MultiToken("Text", heads: 4, options),
        ["token-order"] = (trainers, options) => trainers.TokenOrder("Text", window: 64, options),
    };

    public static string Names => string.Join(", ", Known.Keys);

    public static bool IsKnown(string name) => Known.ContainsKey(name);

    public static ObjectiveTrainer Trainer(MLContext ml, string name, LanguageModelTrainerOptions options) => Known[name](ml.LanguageModeling.Trainers, options);
}
