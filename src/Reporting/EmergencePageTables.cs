using ResearchML.Trainers;
using static ResearchML.Reporting.EmergenceWords;

namespace ResearchML.Reporting;

/// <summary>The tables of a page of emergence.</summary>
internal static class EmergencePageTables
{
    public static void AddSummary(HtmlReport page, TaskForecast task)
    {
        foreach (string remark in task.Remarks)
            page.Paragraph("To note: " + remark);
        if (task.Status != EmergenceStatus.Ok)
        {
            page.Paragraph("There is no forecast. " + task.Reason);
            return;
        }

        string[] models = [.. task.Checkpoints.Select(c => c.Model).Distinct()];
        page.Paragraph(FormattableString.Invariant($"{models.Length} models, {task.Checkpoints.Count} checkpoints, {task.Problems.Count} problems that all of them have; k = {string.Join(", ", task.K)}. A guess is right with a chance of {PassAtKWords.Digits(task.Checkpoints[0].Chance)}, which is taken out of every pass@k."));
        page.Paragraph(FormattableString.Invariant($"The forecast: logit of later pass@1 = {task.Coefficients[0]:0.###} + {task.Coefficients[1]:0.###} · logit of pass@{task.ChosenK} now + {task.Coefficients[2]:0.###} · decades of compute to come; off by {task.Deviation:0.###} logits on a model left out.").Replace("+ -", "− ", StringComparison.Ordinal));
    }

    public static void AddVerdict(HtmlReport page, EmergenceValidation validation)
    {
        foreach (LargeKGain gain in validation.Gains)
            page.Paragraph(Of(gain));
        page.Table(["held out", "models", "k chosen", "difference of errors, points", "difference, logits", "large k beat pass@1"], validation.Gains.Select(gain => (IReadOnlyList<object?>)
        [
            Of(gain.Scheme), gain.Models, string.Join(", ", gain.ChosenK), Points(gain.Gain), FormattableString.Invariant($"{gain.LogitGain.Value:0.000} [{gain.LogitGain.Lower:0.000}, {gain.LogitGain.Upper:0.000}]").Replace("NaN", "–", StringComparison.Ordinal), Of(gain.Verdict),
        ]), "Error of the forecast from pass@1 less that from pass@k, paired by model, k chosen without the model: above 0, large k is better. Student's interval over models.");
        foreach (ShuffledControl control in validation.Controls.Where(c => c.ShuffledGains.Count > 0))
            page.Paragraph(FormattableString.Invariant($"Control: where grades are dealt anew over the problems, pass@1 stays and all that large k knows beyond it is gone. The difference is {Points(control.Gain)} points in the data and {Points(control.MeanShuffledGain)} on average in {control.ShuffledGains.Count} shuffled worlds{(control.Gain > 0 ? FormattableString.Invariant($"; p = {control.PValue:0.###}") : ": there is no gain to explain")}."));
    }

    public static void AddScores(HtmlReport page, EmergenceValidation validation) => page.Table(
        ["held out", "forecast from", "error, points", "error, logits", "Spearman", "Brier", "coverage", "calibration slope", "forecasts"],
        validation.Scores.OrderBy(score => score.Scheme).ThenBy(score => score.Error).Select(score => (IReadOnlyList<object?>)
        [
            Of(score.Scheme), score.Method, Known(100 * score.Error), Known(score.LogitError), Known(score.Spearman), Known(score.Brier), Known(score.Coverage), Known(score.CalibrationSlope), score.Forecasts,
        ]), "Means over models. Error: of pass@1, absolute. Spearman: over models, of what comes last; with a model left out it leans downwards, so that a constant has about −1: compare methods by it, not with 0. Brier: of each later sample's grade. Coverage: how often the interval held what came. Calibration slope: 1 is right, less is overconfident.");

    public static void AddByCheckpoint(HtmlReport page, EmergenceValidation validation, TaskForecast task)
    {
        var byCompute = validation.ByCheckpoint.GroupBy(row => row.Compute).OrderBy(group => group.Key).ToArray();
        if (byCompute.Length == 0)
            return;
        page.Table(["checkpoint", .. task.K.Select(k => FormattableString.Invariant($"k = {k}"))], byCompute.Select(group => (IReadOnlyList<object?>)
            [Compute(group.Key), .. task.K.Select(k => Known(100 * group.Single(row => row.K == k).Error))]), "Error in points of pass@1 of the last checkpoint, forecast from each checkpoint and k, each model left out in turn.");
        int most = task.K[^1];
        if (most > 1)
        {
            page.Table(["checkpoint", FormattableString.Invariant($"gain of k = {most}, points"), "Spearman, k = 1", FormattableString.Invariant($"Spearman, k = {most}"), "models"], byCompute.Select(group => (IReadOnlyList<object?>)
                [Compute(group.Key), Points(group.Single(row => row.K == most).Gain), Known(group.Single(row => row.K == 1).Spearman), Known(group.Single(row => row.K == most).Spearman), group.First().Models]),
                "Gain: the error of k = 1 less that of the greatest k, with its interval for itself, not corrected for there being many. Spearman: rank correlation over models of pass@k then and pass@1 at the end.");
        }
    }

    public static void AddLead(HtmlReport page, EmergenceLeadTime lead, string task)
    {
        page.Table(["forecast from", "emerged", "median lead, decades of compute", "not called", "did not emerge", "called all the same"], lead.Summaries.Where(row => row.Task == task).Select(row => (IReadOnlyList<object?>)
            [row.Method, row.Emerged, Factor(row.MedianLeadDecades), row.Misses, row.NotEmerged, row.FalseAlarms]),
            FormattableString.Invariant($"Emerged: from some checkpoint on, pass@1 is surely above {100 * lead.Threshold:0.##}% of what chance leaves. Lead: how much earlier the forecast was above it, and stayed; of a skill that emerges at the last checkpoint it cannot be negative."));
        var models = lead.Rows.Where(row => row.Task == task).GroupBy(row => row.Model).ToArray();
        if (models.Length == 0)
            return;
        string[] methods = [.. models[0].Select(row => row.Method)];
        page.Table(["model", "emerged at", .. methods.Select(method => "called from " + method)], models.Select(model => (IReadOnlyList<object?>)
            [model.Key, At(model.First().EmergedAt), .. methods.Select(method => At(model.Single(row => row.Method == method).CalledAt))]));

        static string At(double compute) => double.IsNaN(compute) ? "never" : Compute(compute);
    }
}
