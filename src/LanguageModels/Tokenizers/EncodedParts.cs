namespace ResearchML.LanguageModels;

/// <summary>The tokens of a text that was given in parts, as its sentences: <see cref="LanguageTokenizer.EncodeParts"/>.</summary>
/// <param name="Tokens">Token ids of the text, without BOS or EOS.</param>
/// <param name="Parts">For each token the index of the part that it belongs to; they never fall. A part of white space alone may have no token.</param>
public sealed record EncodedParts(IReadOnlyList<int> Tokens, IReadOnlyList<int> Parts);
