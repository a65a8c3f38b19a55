namespace ResearchML.LanguageModels;

/// <summary>Where the training of a tokenizer stands.</summary>
/// <param name="CharactersRead">UTF-16 units of text counted so far.</param>
/// <param name="Tokens">Tokens of the vocabulary so far; 0 while text is read.</param>
/// <param name="VocabularySize">Tokens that were asked for.</param>
public sealed record TokenizerTrainingProgress(long CharactersRead, int Tokens, int VocabularySize);
