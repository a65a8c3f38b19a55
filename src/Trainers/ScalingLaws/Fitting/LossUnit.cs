namespace ResearchML.Trainers;

/// <summary>The unit of the loss column.</summary>
public enum LossUnit
{
    /// <summary>Nats per token. The default of training code.</summary>
    Nats,

    /// <summary>Bits per token: multiplied by ln 2 before the fit. Parameters are in nats, scores in the column's own unit.</summary>
    Bits,
}
