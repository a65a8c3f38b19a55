using ResearchML.Evaluators;
using Spectre.Console;

namespace Emergence;

/// <summary>pass@k of every model at every checkpoint, in the terminal.</summary>
internal static class PassTable
{
    public static Table Of(IReadOnlyList<CountRow> rows, PassAtKReport passes, int k)
    {
        double[] computes = [.. rows.Select(row => row.Compute).Distinct().Order()];
        (string Model, string Task)[] models = [.. rows.Select(row => (row.Model, row.Task)).Distinct()];
        bool oneTask = models.All(model => model.Task == models[0].Task);
        return TextTable.Of(
            ["model", .. computes.Select(Words.Compute)],
            models.Select(model => (IEnumerable<string>)
            [
                oneTask ? model.Model : $"{model.Model}, {model.Task}",
                .. computes.Select(compute => passes.Groups.TryGetValue(Words.Checkpoint(model.Model, compute, model.Task), out PassAtKGroup? group) ? Words.Share(group.PassAt[k]) : ""),
            ]));
    }
}
