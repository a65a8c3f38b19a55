namespace ResearchML.Trainers;

/// <summary>Two checkpoints of a model: what is seen now, and what is to be forecast.</summary>
internal sealed record EmergencePair(EmergenceCheckpoint Now, EmergenceCheckpoint Later)
{
    public string Model => Now.Model;

    /// <summary>h, how much further the later one was trained: log10 of the ratio.</summary>
    public double Horizon => Math.Log10(Later.Compute / Now.Compute);

    /// <summary>y, what is to be forecast: the logit of pass@1 beyond chance.</summary>
    public double Outcome => Later.Logit(1);

    /// <summary>What a forecast in logits says of pass@1, chance included.</summary>
    public double ToPassAtOne(double logit) => Later.Chance + (1 - Later.Chance) * Logistic.Of(logit);

    /// <summary>How far off a forecast is, in pass@1.</summary>
    public double Error(double logit) => Math.Abs(ToPassAtOne(logit) - Later.PassAt(1));
}
