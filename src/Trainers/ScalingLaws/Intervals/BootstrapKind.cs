namespace ResearchML.Trainers;

/// <summary>What a bootstrap draws again.</summary>
public enum BootstrapKind
{
    /// <summary>Runs, with replacement; whole groups of them where a group column is named. The default.</summary>
    Case,

    /// <summary>Model sizes: all runs of one N together. Wider where the runs of a size share an architecture's luck.</summary>
    ModelSize,

    /// <summary>Residuals: the configurations stay, and each loss is the fitted one with the residual of another run. For designs too small to resample.</summary>
    Residual,
}
