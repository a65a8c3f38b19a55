using ResearchML.Statistics;
using ResearchML.Trainers;
using Spectre.Console;

namespace ScalingLaws;

/// <summary>A law's tables in the terminal.</summary>
internal static class LawDisplay
{
    public static Table Forms(ScalingLaw law)
    {
        Table table = Of("form", "E", "alpha", "beta", "error", "weight", "status");
        foreach (ScalingLawFit fit in law.Fits.Values.OrderByDescending(f => law.Weights.GetValueOrDefault(f.Form.Name)))
        {
            double error = law.Validation.Forms.FirstOrDefault(f => f.Form == fit.Form.Name)?.MeanAbsoluteLogError ?? double.NaN;
            table.AddRow(Cells([fit.Form.Name, Parameter(fit, "E"), Parameter(fit, "alpha"), Parameter(fit, "beta"), Number(error, "f2"), Number(law.Weights.GetValueOrDefault(fit.Form.Name), "f3"), fit.Status.ToString()]));
        }

        return table;
    }

    public static Table Validation(ValidationTable validation)
    {
        Table table = Of(["form", .. validation.Bins.Select(b => FormattableString.Invariant($"{b.From:G3} to {b.To:G3} ({b.Predicted}) from up to {b.Origin:G3} ({b.Fitted})"))]);
        foreach (FormValidation form in validation.Forms.OrderBy(f => double.IsNaN(f.MeanAbsoluteLogError) ? double.MaxValue : f.MeanAbsoluteLogError))
            table.AddRow(Cells([form.Form, .. form.SignedBias.Select(b => Number(b, "+0.00;-0.00;0.00"))]));
        return table;
    }

    public static Table Allocations(IEnumerable<Allocation> allocations)
    {
        Table table = Of("FLOP", "N*", "D*", "D*/N*", "L*", "status");
        foreach (Allocation a in allocations)
            table.AddRow(Cells([Number(a.Flops, "G3"), Text(a.Parameters), Text(a.Tokens), Text(a.TokensPerParameter), Text(a.Loss), Status(a)]));
        return table;
    }

    public static Table AllocationsByForm(ScalingLaw law, double flops)
    {
        Table table = Of("form", "weight", "N*", "D*/N*", "status");
        foreach (ScalingLawFit fit in law.Fits.Values.Where(f => f.Status.IsUsable()).OrderByDescending(f => law.Weights.GetValueOrDefault(f.Form.Name)))
        {
            Allocation a = fit.ComputeOptimal(flops);
            table.AddRow(Cells([fit.Form.Name, Number(law.Weights.GetValueOrDefault(fit.Form.Name), "f3"), Text(a.Parameters), Text(a.TokensPerParameter), Status(a)]));
        }

        return table;
    }

    private static string Status(Allocation a) => a.Fit == FitStatus.Ok ? $"{a.Status}" : $"{a.Status}; {a.Fit}";

    private static Table Of(params string[] columns)
    {
        var table = new Table();
        for (int i = 0; i < columns.Length; i++)
            table.AddColumn(columns[i] == "status" ? new TableColumn("status") : i == 0 ? new TableColumn(columns[i]).NoWrap() : new TableColumn(Markup.Escape(columns[i])).RightAligned());
        return table;
    }

    private static string[] Cells(string[] cells) => [.. cells.Select(Markup.Escape)];

    private static string Parameter(ScalingLawFit fit, string name) => fit.Parameters.ContainsKey(name) ? Number(fit.Parameters[name], "f3") : "-";

    private static string Text(Estimate e) => !double.IsFinite(e.Value) ? "-"
        : double.IsFinite(e.Lower) && double.IsFinite(e.Upper) ? FormattableString.Invariant($"{e.Value:G3} [{e.Lower:G3}, {e.Upper:G3}]") : Number(e.Value, "G3");

    private static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, System.Globalization.CultureInfo.InvariantCulture) : "-";
}
