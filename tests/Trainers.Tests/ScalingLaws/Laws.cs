using Microsoft.ML;

namespace ResearchML.Trainers.Tests;

/// <summary>Fits, by the public way.</summary>
internal static class Laws
{
    /// <summary>Without intervals, which cost the time.</summary>
    public static ScalingLawOptions Options(params ScalingLawForm[] forms) => new()
    {
        Forms = forms,
        BootstrapSamples = 0,
        Seed = 1,
        UniqueTokensColumnName = forms.Any(f => f.Variables.HasFlag(ScalingVariables.UniqueTokens)) ? nameof(RunRow.Unique) : null,
    };

    public static ScalingLawTransformer Train(IEnumerable<RunRow> runs, ScalingLawOptions options)
    {
        var context = new MLContext(1);
        return context.Regression.Trainers.ScalingLaw(options).Fit(context.Data.LoadFromEnumerable(runs));
    }

    public static ScalingLaw Fit(IEnumerable<RunRow> runs, ScalingLawOptions options) => Train(runs, options).Law;

    /// <summary>One form, without intervals.</summary>
    public static ScalingLawFit FitForm(IEnumerable<RunRow> runs, ScalingLawForm form, FittingLoss? loss = null) =>
        Fit(runs, Options(form) with { Loss = loss ?? FittingLoss.HuberOnLogarithm }).Fits[form.Name];

    /// <summary>The runs with normal noise of ln L.</summary>
    public static IReadOnlyList<RunRow> Noisy(IEnumerable<RunRow> runs, double deviation, int seed)
    {
        var random = new Random(seed);
        return [.. runs.Select(r => r with { Label = r.Label * Math.Exp(deviation * Normal(random)) })];
    }

    /// <summary>Box and Muller.</summary>
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
