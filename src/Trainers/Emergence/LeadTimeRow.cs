namespace ResearchML.Trainers;

/// <summary>When a model's skill emerged, and when a forecast that had not learned from the model said that it would.</summary>
/// <param name="Task">The task.</param>
/// <param name="Model">The model.</param>
/// <param name="Method">The method's name, or "pass@100 seen" for the rule without a forecast.</param>
/// <param name="EmergedAt">The compute of the first checkpoint from which on pass@1 is surely above the threshold; NaN if it never is.</param>
/// <param name="CalledAt">The compute of the first checkpoint from which on the forecast for the model's last checkpoint is above the threshold; NaN if it never is.</param>
public sealed record LeadTimeRow(string Task, string Model, string Method, double EmergedAt, double CalledAt)
{
    /// <summary>log10(EmergedAt/CalledAt): 1 means called at a tenth of the compute, less than 0 too late. NaN where it did not emerge or was not called. A skill that emerges at the last checkpoint can only be called before it, if at all: such leads are never negative, and a mean or median over them leans upwards.</summary>
    public double LeadDecades => Math.Log10(EmergedAt / CalledAt);

    /// <summary>Called, and did not emerge.</summary>
    public bool IsFalseAlarm => double.IsNaN(EmergedAt) && !double.IsNaN(CalledAt);

    /// <summary>Emerged, and was not called before the end.</summary>
    public bool IsMiss => !double.IsNaN(EmergedAt) && double.IsNaN(CalledAt);
}
