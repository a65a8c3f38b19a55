namespace KShot;

/// <summary>What models are trained on.</summary>
internal enum DataKind
{
    /// <summary>The same few examples again and again.</summary>
    Fixed,

    /// <summary>New examples in every step.</summary>
    Fresh,
}
