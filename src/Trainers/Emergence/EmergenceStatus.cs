namespace ResearchML.Trainers;

/// <summary>Whether a task could be forecast.</summary>
public enum EmergenceStatus
{
    /// <summary>It could.</summary>
    Ok,

    /// <summary>No problem is at every checkpoint.</summary>
    NoSharedProblem,

    /// <summary>Fewer than three models have two checkpoints, so that none can be left out and the rest still show how they differ.</summary>
    TooFewModels,

    /// <summary>No model has two checkpoints: there is nothing later.</summary>
    OneCheckpoint,

    /// <summary>Nothing was ever solved.</summary>
    NoSuccess,

    /// <summary>Everything was always solved.</summary>
    NoFailure,
}
