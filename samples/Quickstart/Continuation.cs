using ResearchML.LanguageModels;

namespace Quickstart;

/// <summary>The beginning of a held-out document, and how the model goes on.</summary>
internal sealed record Continuation(string Prompt, string Text)
{
    private const int Count = 4;
    private const int PromptLines = 2;

    public static IReadOnlyList<Continuation> Of(LanguageModel model, IReadOnlyList<string> documents, int seed)
    {
        string[] prompts = [.. documents.Take(Count).Select(Beginning)];
        IReadOnlyList<string> texts = model.GenerateBatch(prompts, new GenerationOptions { MaxTokens = 160, Temperature = 0.8, Seed = seed });
        return [.. prompts.Zip(texts, (prompt, text) => new Continuation(prompt, WholeLines(text)))];
    }

    private static string Beginning(string document)
    {
        // The name of the type and the first words on it.
        string[] lines = document.Split('\n', PromptLines + 1);
        string first = lines[0], second = lines.Length > 1 ? lines[1] : "";
        return lines.Length > 1 ? $"{Cut(first, 80)}\n{Cut(second, 25)}" : Cut(first, 40);
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private static string WholeLines(string text) => text.LastIndexOf('\n') is > 0 and int end ? text[..end] : text;
}
