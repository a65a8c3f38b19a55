namespace ResearchML.Transforms;

/// <summary>When the period after a word ends the sentence.</summary>
internal enum AbbreviationKind
{
    /// <summary>Always: the word is no abbreviation.</summary>
    None,

    /// <summary>Never: "Dr.", "e.g.".</summary>
    Never,

    /// <summary>Unless a number follows: "No. 5".</summary>
    BeforeNumber,

    /// <summary>Only before a word that opens sentences: "Inc.", "U.S.".</summary>
    Abbreviation,
}
