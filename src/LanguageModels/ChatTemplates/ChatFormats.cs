using System.Text.RegularExpressions;

namespace ResearchML.LanguageModels;

/// <summary>The formats behind <see cref="ChatTemplate"/>, each after the template that its model family publishes, and how to tell them apart.</summary>
internal static partial class ChatFormats
{
    private const string Bos = "<s>", Eos = "</s>";

    public static IEnumerable<ChatPart> ChatML(IReadOnlyList<ChatTurn> turns, bool prompt)
    {
        foreach (ChatTurn turn in turns)
        {
            yield return ChatPart.Token("<|im_start|>");
            yield return ChatPart.Plain($"{turn.Role}\n{turn.Content}");
            yield return ChatPart.Token("<|im_end|>");
            yield return ChatPart.Plain("\n");
        }
        if (!prompt)
            yield break;
        yield return ChatPart.Token("<|im_start|>");
        yield return ChatPart.Plain("assistant\n");
    }

    public static IEnumerable<ChatPart> Llama3(IReadOnlyList<ChatTurn> turns, bool prompt)
    {
        yield return ChatPart.Token("<|begin_of_text|>");
        foreach (ChatTurn turn in turns)
        {
            yield return ChatPart.Token("<|start_header_id|>");
            yield return ChatPart.Plain(turn.Role);
            yield return ChatPart.Token("<|end_header_id|>");
            yield return ChatPart.Plain($"\n\n{turn.Content.Trim()}");
            yield return ChatPart.Token("<|eot_id|>");
        }
        if (!prompt)
            yield break;
        yield return ChatPart.Token("<|start_header_id|>");
        yield return ChatPart.Plain("assistant");
        yield return ChatPart.Token("<|end_header_id|>");
        yield return ChatPart.Plain("\n\n");
    }

    public static IEnumerable<ChatPart> Mistral(IReadOnlyList<ChatTurn> turns, bool prompt) =>
        MistralTurns(turns, v3: false);

    public static IEnumerable<ChatPart> MistralV3(IReadOnlyList<ChatTurn> turns, bool prompt) =>
        MistralTurns(turns, v3: true);

    public static IEnumerable<ChatPart> Zephyr(IReadOnlyList<ChatTurn> turns, bool prompt)
    {
        foreach (ChatTurn turn in turns)
        {
            if (turn.Role is not ("system" or "user" or "assistant"))
                throw new ArgumentException($"The chat template Zephyr knows the roles system, user and assistant, not \"{turn.Role}\".", nameof(turns));
            yield return ChatPart.Plain($"<|{turn.Role}|>\n{turn.Content}");
            yield return ChatPart.Token(Eos);
            yield return ChatPart.Plain("\n");
        }
        if (prompt)
            yield return ChatPart.Plain("<|assistant|>\n");
    }

    /// <summary>The template that a Jinja text stands for, by strings that only it has; null where none fits.</summary>
    public static ChatTemplate? Recognize(string jinja)
    {
        bool Has(string text) => jinja.Contains(text, StringComparison.Ordinal);
        if (Has("<|im_start|>"))
            return Has("<|im_sep|>") || Has("<|im_middle|>") || !Has("<|im_end|>") ? null : ChatTemplate.ChatML; // Phi-4's and Kimi's are others
        if (Has("<|start_header_id|>"))
            return Has("<|eot_id|>") ? ChatTemplate.Llama3 : null;
        if (Has("[INST]"))
        {
            return Has("<<SYS>>") || Has("[SYSTEM_PROMPT]") ? null // Llama 2's, and Mistral's of 2025
                : Has(" [/INST]") ? ChatTemplate.Mistral
                : Has("[INST] ") ? ChatTemplate.MistralV3
                : null; // Nemo's has no spaces at all
        }
        return ZephyrUserTurn().IsMatch(jinja) ? ChatTemplate.Zephyr : null;
    }

    // [INST] and [/INST] are tokens of v3's vocabulary and plain text in v1's: what is no token of the tokenizer is encoded as text.
    private static IEnumerable<ChatPart> MistralTurns(IReadOnlyList<ChatTurn> turns, bool v3)
    {
        string? system = turns[0].Role == "system" ? turns[0].Content : null;
        int first = system is null ? 0 : 1;
        yield return ChatPart.Token(Bos);
        for (int i = first; i < turns.Count; i++)
        {
            bool user = (i - first) % 2 == 0;
            if (turns[i].Role != (user ? "user" : "assistant"))
                throw new ArgumentException($"Mistral's chat templates want user and assistant by turns, after at most one system turn: turn {i + 1} must be of \"{(user ? "user" : "assistant")}\", but is of \"{turns[i].Role}\".", nameof(turns));
            if (!user)
            {
                yield return ChatPart.Plain($" {(v3 ? turns[i].Content.Trim() : turns[i].Content)}");
                yield return ChatPart.Token(Eos);
                continue;
            }
            bool withSystem = system is not null && i == (v3 ? turns.Count - 1 : first);
            yield return ChatPart.Token("[INST]");
            yield return ChatPart.Plain($" {(withSystem ? system + "\n\n" : "")}{turns[i].Content}{(v3 ? "" : " ")}");
            yield return ChatPart.Token("[/INST]");
        }
    }

    [GeneratedRegex(@"<\|user\|>(\\n|\n)['""]\s*\+\s*message(\[['""]content['""]\]|\.content)\s*\+\s*eos_token")]
    private static partial Regex ZephyrUserTurn();
}
