using ResearchML.Trainers;

namespace ResearchML.Reporting;

/// <summary>An emergence forecast as a page for people: whether large k beat pass@1, what was forecast beside what happened, errors by checkpoint, lead time and controls.</summary>
public static class EmergencePage
{
    extension(EmergenceTransformer forecast)
    {
        /// <summary>Writes the forecast's report as one HTML file, whole or not at all.</summary>
        /// <param name="path">Where to write; folders that do not exist are made.</param>
        /// <param name="title">The page's title. Default "Emergence".</param>
        /// <exception cref="ArgumentException"><paramref name="path"/> or <paramref name="title"/> is empty.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
        public void SaveHtml(string path, string title = "Emergence")
        {
            ArgumentNullException.ThrowIfNull(forecast);
            ArgumentException.ThrowIfNullOrWhiteSpace(path);
            new HtmlReport(title).Emergence(forecast.Forecast).Save(path);
        }
    }

    extension(HtmlReport page)
    {
        /// <summary>Adds a forecast's figures and tables to a page, a task after the other.</summary>
        /// <param name="forecast">The forecast.</param>
        /// <param name="now">The compute of the checkpoint from which the figure of forecasts looks ahead; the nearest is taken. Default <see langword="null"/>: the one in the middle.</param>
        /// <returns>This page.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="forecast"/> is null.</exception>
        public HtmlReport Emergence(EmergenceForecast forecast, double? now = null)
        {
            ArgumentNullException.ThrowIfNull(forecast);
            foreach (TaskForecast task in forecast.Tasks.Values)
                AddTask(page, forecast, task, now);
            return page;
        }
    }

    extension(LargeKGain gain)
    {
        /// <summary>Whether large k beat pass@1, as a sentence: the verdict, the difference with its interval, and how many models it rests on.</summary>
        public string InWords()
        {
            ArgumentNullException.ThrowIfNull(gain);
            return EmergenceWords.Of(gain);
        }
    }

    private static void AddTask(HtmlReport page, EmergenceForecast forecast, TaskForecast task, double? now)
    {
        page.Heading(task.Name);
        EmergencePageTables.AddSummary(page, task);
        if (task.Status != EmergenceStatus.Ok)
            return;
        EmergenceValidation validation = Of(forecast.Validation, task.Name);
        page.Heading("Did large k beat pass@1?", 3);
        EmergencePageTables.AddVerdict(page, validation);
        page.Heading("Forecast and outcome", 3);
        EmergencePageFigures.AddForecasts(page, validation, now);
        EmergencePageTables.AddScores(page, validation);
        page.Heading("Where large k helps, and where it hurts", 3);
        EmergencePageFigures.AddErrors(page, validation, task);
        EmergencePageTables.AddByCheckpoint(page, validation, task);
        page.Heading("Lead time", 3);
        EmergencePageFigures.AddLead(page, forecast.LeadTime, task.Name);
        EmergencePageTables.AddLead(page, forecast.LeadTime, task.Name);
    }

    private static EmergenceValidation Of(EmergenceValidation all, string task) => new(
        [.. all.Scores.Where(row => row.Task == task)], [.. all.Gains.Where(row => row.Task == task)], [.. all.ByCheckpoint.Where(row => row.Task == task)],
        [.. all.Controls.Where(row => row.Task == task)], [.. all.Forecasts.Where(row => row.Task == task)]);
}
