using Microsoft.Data.Analysis;

namespace ResearchML.Trainers;

/// <summary>The tables of a law as data frames, for further work or for <c>DataFrame.SaveCsv</c>.</summary>
public static class ScalingLawTables
{
    extension(ScalingLaw law)
    {
        /// <summary>A row a form and parameter: Form, Parameter, Value, Lower, Upper, Cost, Status. The interval has the law's confidence level.</summary>
        public DataFrame ParametersFrame()
        {
            ArgumentNullException.ThrowIfNull(law);
            var rows = law.Fits.Values.SelectMany(fit => fit.Parameters.Keys.Select(name => (Fit: fit, Name: name, Estimate: fit.Interval(name, law.ConfidenceLevel)))).ToArray();
            return new DataFrame(
                new StringDataFrameColumn("Form", rows.Select(r => r.Fit.Form.Name)),
                new StringDataFrameColumn("Parameter", rows.Select(r => r.Name)),
                new DoubleDataFrameColumn("Value", rows.Select(r => r.Estimate.Value)),
                new DoubleDataFrameColumn("Lower", rows.Select(r => r.Estimate.Lower)),
                new DoubleDataFrameColumn("Upper", rows.Select(r => r.Estimate.Upper)),
                new DoubleDataFrameColumn("Cost", rows.Select(r => r.Fit.Cost)),
                new StringDataFrameColumn("Status", rows.Select(r => r.Fit.Status.ToString())));
        }

        /// <summary>A row a form and validation bin: Form, Origin, From, To, Fitted, Predicted, SignedBias, MeanAbsoluteLogError, Weight.</summary>
        public DataFrame ValidationFrame()
        {
            ArgumentNullException.ThrowIfNull(law);
            var rows = law.Validation.Forms.SelectMany(form => law.Validation.Bins.Select((bin, i) => (Form: form, Bin: bin, Bias: form.SignedBias[i]))).ToArray();
            return new DataFrame(
                new StringDataFrameColumn("Form", rows.Select(r => r.Form.Form)),
                new DoubleDataFrameColumn("Origin", rows.Select(r => r.Bin.Origin)),
                new DoubleDataFrameColumn("From", rows.Select(r => r.Bin.From)),
                new DoubleDataFrameColumn("To", rows.Select(r => r.Bin.To)),
                new Int32DataFrameColumn("Fitted", rows.Select(r => r.Bin.Fitted)),
                new Int32DataFrameColumn("Predicted", rows.Select(r => r.Bin.Predicted)),
                new DoubleDataFrameColumn("SignedBias", rows.Select(r => r.Bias)),
                new DoubleDataFrameColumn("MeanAbsoluteLogError", rows.Select(r => r.Form.MeanAbsoluteLogError)),
                new DoubleDataFrameColumn("Weight", rows.Select(r => r.Form.Weight)));
        }

        /// <summary>A row a pair of forms: First, Second, Difference, Lower, Upper, FirstBetter. See <see cref="FormComparison"/>.</summary>
        public DataFrame ComparisonsFrame()
        {
            ArgumentNullException.ThrowIfNull(law);
            return new DataFrame(
                new StringDataFrameColumn("First", law.Comparisons.Select(c => c.First)),
                new StringDataFrameColumn("Second", law.Comparisons.Select(c => c.Second)),
                new DoubleDataFrameColumn("Difference", law.Comparisons.Select(c => c.Difference.Value)),
                new DoubleDataFrameColumn("Lower", law.Comparisons.Select(c => c.Difference.Lower)),
                new DoubleDataFrameColumn("Upper", law.Comparisons.Select(c => c.Difference.Upper)),
                new DoubleDataFrameColumn("FirstBetter", law.Comparisons.Select(c => c.FirstBetter)));
        }

        /// <summary>A row a run: N, D, U, Loss, Weight, Group, Predicted, LogError (100·ln(observed/predicted)) by the law.</summary>
        public DataFrame RunsFrame()
        {
            ArgumentNullException.ThrowIfNull(law);
            double[] predicted = [.. law.Runs.Select(r => law.Predict(r.Point))];
            return new DataFrame(
                new DoubleDataFrameColumn("N", law.Runs.Select(r => r.Point.Parameters)),
                new DoubleDataFrameColumn("D", law.Runs.Select(r => r.Point.Tokens)),
                new DoubleDataFrameColumn("U", law.Runs.Select(r => r.Point.UniqueTokens)),
                new DoubleDataFrameColumn("Loss", law.Runs.Select(r => r.Loss)),
                new DoubleDataFrameColumn("Weight", law.Runs.Select(r => r.Weight)),
                new StringDataFrameColumn("Group", law.Runs.Select(r => r.Group ?? "")),
                new DoubleDataFrameColumn("Predicted", predicted),
                new DoubleDataFrameColumn("LogError", law.Runs.Select((r, i) => 100 * Math.Log(r.Loss / predicted[i]))));
        }
    }
}
