using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>A forecast of what was not learned from, and what then happened.</summary>
/// <param name="Task">The task.</param>
/// <param name="Scheme">How it was held out.</param>
/// <param name="Method">The method's name: "pass@k" (k chosen), "pass@1", "loss", "constant", "persistence" or "finetuning law".</param>
/// <param name="Model">The model.</param>
/// <param name="Now">The compute of the checkpoint that was seen.</param>
/// <param name="Later">The compute of the checkpoint that was forecast.</param>
/// <param name="K">The k that was looked at; 0 where none was.</param>
/// <param name="Forecast">The forecast of pass@1 with its interval.</param>
/// <param name="Outcome">pass@1 as it came.</param>
public sealed record HeldOutForecast(string Task, ValidationScheme Scheme, string Method, string Model, double Now, double Later, int K, Estimate Forecast, double Outcome)
{
    /// <summary>The absolute error in pass@1, from 0 to 1.</summary>
    public double Error => Math.Abs(Forecast.Value - Outcome);

    /// <summary>Whether the interval holds what came.</summary>
    public bool IsCovered => Forecast.Lower <= Outcome && Outcome <= Forecast.Upper;

    /// <summary>The forecast in logits of pass@1 beyond chance, equation (4).</summary>
    internal Estimate Logits { get; init; }

    /// <summary>What came, in the same logits, equation (3).</summary>
    internal double OutcomeLogit { get; init; }
}
