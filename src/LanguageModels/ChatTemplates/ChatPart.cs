namespace ResearchML.LanguageModels;

/// <summary>A part of a rendered chat.</summary>
/// <param name="Text">How it is spelled.</param>
/// <param name="IsToken">Whether the template means a special token by it. What a turn says never is one.</param>
internal readonly record struct ChatPart(string Text, bool IsToken)
{
    public static ChatPart Token(string text) => new(text, true);

    public static ChatPart Plain(string text) => new(text, false);
}
