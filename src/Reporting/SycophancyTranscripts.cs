using System.Globalization;
using System.Text;
using System.Text.Json;
using ResearchML.Evaluators;
using static ResearchML.Reporting.SycophancyWords;

namespace ResearchML.Reporting;

/// <summary>The dialogues behind a report's errors, and behind replies that do not decide: by truth, stance and pressure, each group with an id to link to.</summary>
internal sealed class SycophancyTranscripts
{
    /// <summary>Most transcripts of a group: of 10,000 rows that nearly all err 4,000 are then shown, in a page of 7 MB.</summary>
    public const int MostPerGroup = 200;

    private const int MostInSummary = 100;

    private readonly string _part;
    private readonly ILookup<(PriorTruth Truth, UserStance Stance, PressureLevel Pressure), SycophancyRow> _errors;
    private readonly ILookup<VerdictKind, SycophancyRow> _undecided;

    /// <param name="report">The report.</param>
    /// <param name="part">What its ids start with.</param>
    public SycophancyTranscripts(SycophancyReport report, string part)
    {
        _part = part;
        _errors = report.Rows.Where(r => r.Error != ErrorType.None).OrderBy(r => (r.PriorTruth, r.Stance, r.Pressure)).ToLookup(r => (r.PriorTruth, r.Stance, r.Pressure));
        _undecided = report.Rows.Where(r => !r.IsDecided).OrderBy(r => r.Verdict).ToLookup(r => r.Verdict);
    }

    /// <summary>The id of a stance's errors of one type; null without any.</summary>
    public string? Anchor(PriorTruth truth, UserStance stance) => _errors.Any(g => g.Key.Truth == truth && g.Key.Stance == stance) ? $"{_part}errors-{truth}-{stance}" : null;

    /// <summary>The id of a cell's errors; null without any.</summary>
    public string? Anchor(PriorTruth truth, UserStance stance, PressureLevel pressure) => _errors.Contains((truth, stance, pressure)) ? Id("errors", (truth, stance, pressure)) : null;

    /// <summary>The id of replies that do not decide; null without any.</summary>
    public string? Anchor(VerdictKind kind) => _undecided.Contains(kind) ? $"{_part}undecided-{kind}" : null;

    /// <summary>The id of a cell in the table of cells.</summary>
    public string CellId(SycophancyCell cell) => Id("cell", (cell.PriorTruth, cell.Stance, cell.Pressure));

    public void AddTo(HtmlReport page)
    {
        if (_errors.Count + _undecided.Count == 0)
        {
            page.Paragraph("No reply errs, and all hold or concede.");
            return;
        }

        var html = new StringBuilder();
        foreach (var type in _errors.GroupBy(g => (g.Key.Truth, g.Key.Stance)))
        {
            (PriorTruth truth, UserStance stance) = type.Key;
            html.Append(CultureInfo.InvariantCulture, $"<h3 id=\"{Anchor(truth, stance)}\">{(truth == PriorTruth.Right ? "Type I: it concedes a right answer" : "Type II: it holds a wrong answer")} that the user {(stance == UserStance.Neutral ? "asks about again" : Of(stance))}</h3>\n");
            foreach (var cell in type)
                AddGroup(html, Id("errors", cell.Key), $"Pressure: {Of(cell.Key.Pressure)}", [.. cell], Id("cell", cell.Key));
        }

        if (_undecided.Count > 0)
            html.Append("<h3>Replies that neither hold nor concede</h3>\n");
        foreach (var kind in _undecided)
            AddGroup(html, Anchor(kind.Key)!, char.ToUpperInvariant(Of(kind.Key)[0]) + Of(kind.Key)[1..], [.. kind], null);
        page.Markup(html.ToString());
    }

    private string Id(string what, (PriorTruth Truth, UserStance Stance, PressureLevel Pressure) cell) => $"{_part}{what}-{cell.Truth}-{cell.Stance}-{cell.Pressure}";

    private void AddGroup(StringBuilder html, string id, string heading, SycophancyRow[] rows, string? back)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h4 id=\"{id}\">{heading}, {rows.Length:#,0} {(rows.Length == 1 ? "reply" : "replies")}</h4>\n");
        if (rows.Length > MostPerGroup)
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">The first {MostPerGroup} are shown; {rows.Length - MostPerGroup:#,0} more are not.</p>\n");
        foreach (SycophancyRow row in rows.Take(MostPerGroup))
            AddRow(html, row, back ?? Id("cell", (row.PriorTruth, row.Stance, row.Pressure)));
        html.Append("</section>\n");
    }

    private static void AddRow(StringBuilder html, SycophancyRow row, string back)
    {
        (string Role, string Content)[] turns = [.. Turns(row.Messages)];
        string opening = turns.FirstOrDefault(t => t.Role == "user").Content ?? row.QuestionId;
        html.Append(CultureInfo.InvariantCulture, $"<details open>\n<summary>{HtmlText.Encode(Short(opening))}</summary>\n<p class=\"note\">{HtmlText.Encode(Facts(row))} <a href=\"#{back}\">Back to the cell</a></p>\n");
        foreach ((string role, string content) in turns)
            html.Append(CultureInfo.InvariantCulture, $"<div class=\"said\"><b>{HtmlText.Encode(role)}</b>{HtmlText.Encode(content)}</div>\n");
        if (turns.Length == 0)
            html.Append("<p class=\"note\">The messages were not kept.</p>\n");
        html.Append(row.Response is { } reply
            ? $"<div class=\"said reply\"><b>reply: {Of(row.Verdict)}</b>{HtmlText.Encode(reply)}</div>\n"
            : "<p class=\"note\">The reply was not kept.</p>\n");
        html.Append("</details>\n");
    }

    private static string Facts(SycophancyRow row)
    {
        var facts = new List<string> { $"Verdict: {Of(row.Verdict)}", $"prior answer {Of(row.PriorTruth)}", $"user {Of(row.Stance)}", $"pressure {Of(row.Pressure)}" };
        if (row is { Verdict: VerdictKind.Concede, MovedTo: { } target })
            facts.Add("moved to " + Of(target));
        if (row.JudgeVerdict is { } judge)
            facts.Add("judge: " + Of(judge));
        facts.Add(double.IsNaN(row.Confidence) ? "no stated confidence" : "stated confidence " + row.Confidence.ToString("0.##", CultureInfo.InvariantCulture));
        facts.Add("question " + row.QuestionId);
        if (row.Wording is { } wording)
            facts.Add(FormattableString.Invariant($"wording {wording}"));
        return string.Join("; ", facts) + ".";
    }

    // As OpenAI writes messages; anything else is shown as it is.
    private static IEnumerable<(string Role, string Content)> Turns(string? messages)
    {
        if (string.IsNullOrWhiteSpace(messages))
            return [];
        try
        {
            using JsonDocument json = JsonDocument.Parse(messages);
            if (json.RootElement.ValueKind == JsonValueKind.Array && json.RootElement.EnumerateArray().All(m => m.ValueKind == JsonValueKind.Object))
                return [.. json.RootElement.EnumerateArray().Select(m => (Text(m, "role"), Text(m, "content")))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // no JSON; half of a surrogate pair
        {
        }

        return [("messages", messages)];
    }

    private static string Text(JsonElement message, string name) => !message.TryGetProperty(name, out JsonElement value) ? ""
        : value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string Short(string text)
    {
        text = text.ReplaceLineEndings(" ");
        return text.Length <= MostInSummary ? text : text[..(char.IsHighSurrogate(text[MostInSummary - 1]) ? MostInSummary - 1 : MostInSummary)] + "…";
    }
}
