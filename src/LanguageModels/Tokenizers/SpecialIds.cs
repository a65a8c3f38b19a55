namespace ResearchML.LanguageModels;

/// <summary>The ids that begin a text, end it, and fill up a batch, where there are such.</summary>
internal readonly record struct SpecialIds(int? Bos, int? Eos, int? Pad);
