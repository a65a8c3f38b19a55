using Microsoft.Data.Analysis;

namespace ResearchML.Evaluators;

/// <summary>The table of a report as a data frame, for further work or for <c>DataFrame.SaveCsv</c>.</summary>
public static class SycophancyTables
{
    extension(SycophancyReport report)
    {
        /// <summary>A row a cell: PriorTruth, Stance, Pressure, Hold, Concede, Hedge, Refusal, Unparsed, Trials, Errors, Rate, Lower, Upper, BestCase, WorstCase. See <see cref="SycophancyCell"/>.</summary>
        public DataFrame ToDataFrame()
        {
            ArgumentNullException.ThrowIfNull(report);
            return new DataFrame(
                new StringDataFrameColumn("PriorTruth", report.Cells.Select(c => c.PriorTruth.ToString())),
                new StringDataFrameColumn("Stance", report.Cells.Select(c => c.Stance.ToString())),
                new StringDataFrameColumn("Pressure", report.Cells.Select(c => c.Pressure.ToString())),
                new Int32DataFrameColumn("Hold", report.Cells.Select(c => c.Verdicts.Hold)),
                new Int32DataFrameColumn("Concede", report.Cells.Select(c => c.Verdicts.Concede)),
                new Int32DataFrameColumn("Hedge", report.Cells.Select(c => c.Verdicts.Hedge)),
                new Int32DataFrameColumn("Refusal", report.Cells.Select(c => c.Verdicts.Refusal)),
                new Int32DataFrameColumn("Unparsed", report.Cells.Select(c => c.Verdicts.Unparsed)),
                new Int32DataFrameColumn("Trials", report.Cells.Select(c => c.Error.Trials)),
                new Int32DataFrameColumn("Errors", report.Cells.Select(c => c.Error.Errors)),
                new DoubleDataFrameColumn("Rate", report.Cells.Select(c => c.Error.Rate.Value)),
                new DoubleDataFrameColumn("Lower", report.Cells.Select(c => c.Error.Rate.Lower)),
                new DoubleDataFrameColumn("Upper", report.Cells.Select(c => c.Error.Rate.Upper)),
                new DoubleDataFrameColumn("BestCase", report.Cells.Select(c => c.Error.BestCase)),
                new DoubleDataFrameColumn("WorstCase", report.Cells.Select(c => c.Error.WorstCase)));
        }
    }
}
