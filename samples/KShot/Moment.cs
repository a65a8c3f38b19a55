namespace KShot;

/// <summary>When training ended.</summary>
internal enum Moment
{
    /// <summary>After all steps.</summary>
    Last,

    /// <summary>Where the loss of held-out examples was lowest, of the model as it is read.</summary>
    EarlyStopped,
}
