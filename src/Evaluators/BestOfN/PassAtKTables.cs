using Microsoft.Data.Analysis;

namespace ResearchML.Evaluators;

/// <summary>The tables of a report as data frames, for further work or for <c>DataFrame.SaveCsv</c>.</summary>
public static class PassAtKTables
{
    extension(PassAtKReport report)
    {
        /// <summary>A row a group and k: Group, K, PassAtK, Lower, Upper, Problems, TooFewSamples, Fitted. See <see cref="PassAtKGroup"/>; Fitted is pass@k by the Beta-binomial.</summary>
        public DataFrame ToDataFrame()
        {
            ArgumentNullException.ThrowIfNull(report);
            (PassAtKGroup Group, int K)[] rows = [.. from g in report.Groups.Values from k in report.K select (g, k)];
            return new DataFrame(
                new StringDataFrameColumn("Group", rows.Select(r => r.Group.Name)),
                new Int32DataFrameColumn("K", rows.Select(r => r.K)),
                new DoubleDataFrameColumn("PassAtK", rows.Select(r => r.Group.PassAt[r.K].Value)),
                new DoubleDataFrameColumn("Lower", rows.Select(r => r.Group.PassAt[r.K].Lower)),
                new DoubleDataFrameColumn("Upper", rows.Select(r => r.Group.PassAt[r.K].Upper)),
                new Int32DataFrameColumn("Problems", rows.Select(r => r.Group.Problems)),
                new Int32DataFrameColumn("TooFewSamples", rows.Select(r => r.Group.TooFewSamples[r.K])),
                new DoubleDataFrameColumn("Fitted", rows.Select(r => r.Group.BetaBinomial.PassAt(r.K))));
        }

        /// <summary>A row a group: Group, Problems, Unsolved, Samples, Correct, Status, Alpha, Beta, LogAlphaStandardError, LogBetaStandardError, LogLikelihood, TailCoefficient, Reason. See <see cref="BetaBinomial"/>.</summary>
        public DataFrame FitsToDataFrame()
        {
            ArgumentNullException.ThrowIfNull(report);
            PassAtKGroup[] groups = [.. report.Groups.Values];
            DoubleDataFrameColumn Of(string name, Func<BetaBinomial, double> value) => new(name, groups.Select(g => value(g.BetaBinomial)));
            return new DataFrame(
                new StringDataFrameColumn("Group", groups.Select(g => g.Name)),
                new Int32DataFrameColumn("Problems", groups.Select(g => g.Problems)),
                new Int32DataFrameColumn("Unsolved", groups.Select(g => g.Unsolved)),
                new Int64DataFrameColumn("Samples", groups.Select(g => g.Samples)),
                new Int64DataFrameColumn("Correct", groups.Select(g => g.Correct)),
                new StringDataFrameColumn("Status", groups.Select(g => g.BetaBinomial.Status.ToString())),
                Of("Alpha", f => f.Alpha), Of("Beta", f => f.Beta), Of("LogAlphaStandardError", f => f.LogAlphaStandardError), Of("LogBetaStandardError", f => f.LogBetaStandardError),
                Of("LogLikelihood", f => f.LogLikelihood), Of("TailCoefficient", f => f.TailCoefficient),
                new StringDataFrameColumn("Reason", groups.Select(g => g.BetaBinomial.Reason)));
        }
    }
}
