namespace ResearchML.LanguageModels;

/// <summary>One step of a generation.</summary>
/// <param name="Id">The token, or <see langword="null"/> where the last step only released held-back text.</param>
/// <param name="Text">The text that became certain: empty while a character's bytes are incomplete, or while it may be the start of a stop string.</param>
public sealed record GeneratedToken(int? Id, string Text);
