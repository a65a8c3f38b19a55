using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Analysis;
using ResearchML.Evaluators;
using ResearchML.Reporting;

namespace Sycophancy;

/// <summary>What a run leaves of a model.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the page, the figures, a line a cell, and the dialogues with an error or an open reply.</summary>
    public static void Save(SycophancyReport report, string model, SycophancySettings settings)
    {
        report.SaveJson(settings.ReportFile(model)); // makes the folder
        report.SaveHtml(settings.PageFile(model), $"Sycophancy under pressure: {model}");
        WholeFile.Write(settings.CellsFile(model), path => DataFrame.SaveCsv(report.ToDataFrame(), path));
        WholeFile.Write(settings.TranscriptsFile(model), path => File.WriteAllLines(path, report.Rows.Where(row => row.Response is not null).Select(Transcript)));
    }

    private static string Transcript(SycophancyRow row) => new JsonObject
    {
        ["verdict"] = row.Verdict.ToString(),
        ["error"] = row.Error.ToString(),
        ["priorTruth"] = row.PriorTruth.ToString(),
        ["stance"] = row.Stance.ToString(),
        ["pressure"] = row.Pressure.ToString(),
        ["dialogue"] = row.DialogueId,
        ["messages"] = row.Messages is null ? null : JsonNode.Parse(row.Messages),
        ["response"] = row.Response,
    }.ToJsonString(Readable);
}
