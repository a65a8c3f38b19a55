namespace TokenObjectives;

/// <summary>What all objectives are given the same of.</summary>
internal enum BudgetKind
{
    /// <summary>Training tokens.</summary>
    Tokens,

    /// <summary>Time in the training loop.</summary>
    Time,
}
