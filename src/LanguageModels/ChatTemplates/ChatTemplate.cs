using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>How a chat is written as one text for a model. A closed list: no template language is executed.</summary>
/// <remarks>
/// Each renders as the template that its family publishes on Hugging Face. Where families vary, and where we differ:
/// <list type="bullet">
/// <item><see cref="ChatML"/> adds no system turn of its own (Qwen2.5 puts "You are Qwen, ..." where there is none; Qwen3 does not), and keeps what earlier answers thought.</item>
/// <item><see cref="Llama3"/> is Llama 3's; 3.1 and later put the date of their knowledge and today's into the system turn.</item>
/// <item><see cref="Mistral"/> (Mistral 7B v0.1 and v0.2, Mixtral) has a space before each answer, as Mistral's own encoding has and their first templates lacked,
/// and none before <c>[INST]</c>, which SentencePiece puts there itself. The system text goes before the first user turn.</item>
/// <item><see cref="MistralV3"/> (7B v0.3) has no space before <c>[/INST]</c>, and trims answers; the system text goes before the last turn, if a user's, as the published template has it.</item>
/// <item><see cref="Zephyr"/> refuses roles that the published template leaves out in silence.</item>
/// </list>
/// Tools and images are not supported.
/// </remarks>
public sealed class ChatTemplate
{
    private readonly Func<IReadOnlyList<ChatTurn>, bool, IEnumerable<ChatPart>> _parts;

    private ChatTemplate(string name, Func<IReadOnlyList<ChatTurn>, bool, IEnumerable<ChatPart>> parts) => (Name, _parts) = (name, parts);

    /// <summary>Qwen, and many others: <c>&lt;|im_start|&gt;role\ncontent&lt;|im_end|&gt;\n</c>.</summary>
    public static ChatTemplate ChatML { get; } = new(nameof(ChatML), ChatFormats.ChatML);

    /// <summary>Llama 3: <c>&lt;|start_header_id|&gt;role&lt;|end_header_id|&gt;\n\ncontent&lt;|eot_id|&gt;</c> after <c>&lt;|begin_of_text|&gt;</c>; contents are trimmed.</summary>
    public static ChatTemplate Llama3 { get; } = new(nameof(Llama3), ChatFormats.Llama3);

    /// <summary>Mistral 7B v0.1 and v0.2, Mixtral: <c>&lt;s&gt;[INST] user [/INST] assistant&lt;/s&gt;</c>.</summary>
    public static ChatTemplate Mistral { get; } = new(nameof(Mistral), ChatFormats.Mistral);

    /// <summary>Mistral 7B v0.3: <c>&lt;s&gt;[INST] user[/INST] assistant&lt;/s&gt;</c>.</summary>
    public static ChatTemplate MistralV3 { get; } = new(nameof(MistralV3), ChatFormats.MistralV3);

    /// <summary>Zephyr, TinyLlama chat: <c>&lt;|user|&gt;\ncontent&lt;/s&gt;\n</c>.</summary>
    public static ChatTemplate Zephyr { get; } = new(nameof(Zephyr), ChatFormats.Zephyr);

    /// <summary>Its name, as <see cref="Named"/> takes it.</summary>
    public string Name { get; }

    private static ChatTemplate[] All => [ChatML, Llama3, Mistral, MistralV3, Zephyr];

    /// <summary>The template of a name.</summary>
    /// <param name="name"><c>ChatML</c>, <c>Llama3</c>, <c>Mistral</c>, <c>MistralV3</c> or <c>Zephyr</c>, in any case.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static ChatTemplate Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Array.Find(All, t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no chat template \"{name}\"; known: {string.Join(", ", All.Select(t => t.Name))}.", nameof(name));
    }

    /// <summary>The chat as one text, special tokens spelled out.</summary>
    /// <param name="turns">The messages in order, at least one.</param>
    /// <param name="addGenerationPrompt">Whether to begin the assistant's next turn, for the model to go on. Mistral's templates have no such beginning.</param>
    /// <exception cref="ArgumentException">There is no turn, one is null or lacks its role or content, or the template does not take a role where it stands.</exception>
    /// <remarks>A user who writes <c>&lt;|im_end|&gt;</c> ends the turn in this text; <see cref="Encode"/> keeps special tokens from that.</remarks>
    public string Render(IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt = false) =>
        string.Concat(Parts(turns, addGenerationPrompt).Select(p => p.Text));

    /// <summary>The chat as ids. What a turn says cannot forge the tokenizer's special tokens.</summary>
    /// <remarks>It can forge what is no special token: added tokens that are not special, such as <c>&lt;think&gt;</c> and <c>&lt;tool_call&gt;</c> of Qwen3, are tokens
    /// wherever they are spelled, and markers that are plain text to the tokenizer read alike from template and turn: <see cref="Zephyr"/>'s
    /// <c>&lt;|assistant|&gt;</c>, the <c>[/INST]</c> of <see cref="Mistral"/>, and every token of the template that the tokenizer lacks. Roles are not checked but by
    /// <see cref="Zephyr"/> and Mistral's: take them from no user.</remarks>
    /// <param name="tokenizer">The model's tokenizer. A special token of the template that it lacks is encoded as text.</param>
    /// <param name="turns">The messages in order, at least one.</param>
    /// <param name="addGenerationPrompt">Whether to begin the assistant's next turn.</param>
    /// <returns>What <see cref="Render"/>'s text encodes to with special tokens, where no turn spells one.</returns>
    /// <exception cref="ArgumentException">There is no turn, one is null or lacks its role or content, or the template does not take a role where it stands.</exception>
    public IReadOnlyList<int> Encode(LanguageTokenizer tokenizer, IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt = false)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var ids = new List<int>();
        var text = new StringBuilder();
        foreach (ChatPart part in Parts(turns, addGenerationPrompt))
        {
            if (part.IsToken && tokenizer.FindSpecial(part.Text) is int id)
            {
                ids.AddRange(tokenizer.Encode(text.ToString()));
                text.Clear();
                ids.Add(id);
            }
            else
            {
                // Joined, so that words and merges run across the parts as they do in the rendered text.
                text.Append(part.Text);
            }
        }
        ids.AddRange(tokenizer.Encode(text.ToString()));
        return ids;
    }

    /// <summary>The template that a Jinja text of a checkpoint stands for, or null.</summary>
    internal static ChatTemplate? Recognize(string jinja) => ChatFormats.Recognize(jinja);

    private IEnumerable<ChatPart> Parts(IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt)
    {
        ArgumentNullException.ThrowIfNull(turns);
        if (turns.Count == 0)
            throw new ArgumentException("A chat needs at least one turn.", nameof(turns));
        for (int i = 0; i < turns.Count; i++)
        {
            if (turns[i] is not { Role: not null, Content: not null })
                throw new ArgumentException($"Turn {i + 1} of the chat {(turns[i] is null ? "is null" : turns[i].Role is null ? "has no role: \"Role\" is null" : "has no content: \"Content\" is null")}.", nameof(turns));
        }
        return _parts(turns, addGenerationPrompt);
    }
}
