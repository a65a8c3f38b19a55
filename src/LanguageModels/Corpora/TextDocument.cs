namespace ResearchML.LanguageModels;

/// <summary>One document of a corpus.</summary>
/// <param name="Name">What the document is called: a path relative to the corpus, a line of a file (<c>"notes.jsonl:12"</c>) or a type's name. Splits are drawn from it.</param>
/// <param name="Text">The document's whole text.</param>
public sealed record TextDocument(string Name, string Text);
