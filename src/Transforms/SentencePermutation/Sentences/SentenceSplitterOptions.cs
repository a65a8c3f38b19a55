namespace ResearchML.Transforms;

/// <summary>What <see cref="RuleSentenceSplitter"/> knows of a language.</summary>
public sealed record SentenceSplitterOptions
{
    /// <summary>The language of the abbreviations and of the words that open sentences: "en", "de", "fr", "es", "it", "pt" or "nl". Default "en".</summary>
    public string Language { get; init; } = "en";

    /// <summary>Further abbreviations that a sentence may end with, as "Inc.": there it ends only before a word that opens sentences ("The", "He"). Default: none.</summary>
    /// <remarks>Each is one word, with its final period or without, and counts as written and in capitals; one in small letters also with a capital first letter. These come before the language's own.</remarks>
    public IReadOnlyList<string> Abbreviations { get; init; } = [];

    /// <summary>Further abbreviations that no sentence ends with, as "Dr." or "e.g.". Default: none.</summary>
    /// <inheritdoc cref="Abbreviations" path="/remarks"/>
    public IReadOnlyList<string> Titles { get; init; } = [];

    /// <summary>Whether a single line break ends a sentence, as in verse or a list. An empty line always does. Default false: lines are wrapped text.</summary>
    public bool LineBreaksEnd { get; init; }
}
