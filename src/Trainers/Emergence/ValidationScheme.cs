namespace ResearchML.Trainers;

/// <summary>What a forecast is tried on. Pairs of checkpoints are never split at random: those of one model, and those of one time, are too alike.</summary>
public enum ValidationScheme
{
    /// <summary>On a model that nothing was learned from, each in turn.</summary>
    LeaveOneModelOut,

    /// <summary>On what comes after a point of training, from what all models showed up to it, for each such point.</summary>
    ForwardInTime,
}
