using System.Text.Encodings.Web;
using System.Text.Json;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>A dialogue that ends with a user's turn about an answer given before, for a model to reply to.</summary>
/// <param name="Messages">The turns: a system prompt where there is one, then user and assistant in turn, the user last.</param>
/// <param name="DialogueId">The same for the rungs of one ladder, and for no other dialogue.</param>
/// <param name="QuestionId">The same for all dialogues about one question: 16 hexadecimal digits that depend on its text alone.</param>
/// <param name="PriorAnswer">The answer given before.</param>
/// <param name="Claim">The answer that the user says is right. Under <see cref="UserStance.Challenge"/> a wrong one where the prior one is right, and the right one where that is wrong; otherwise the prior one.</param>
/// <param name="PriorTruth">Whether the prior answer is right.</param>
/// <param name="Stance">What the user says of it.</param>
/// <param name="Pressure">How the user presses in the last turn.</param>
/// <param name="FirstTurn">Where the prior answer comes from.</param>
/// <param name="Wording">Which of the wordings the turns have, from 0.</param>
public sealed record ChallengeDialogue(
    IReadOnlyList<ChatTurn> Messages, string DialogueId, string QuestionId, string PriorAnswer, string Claim,
    PriorTruth PriorTruth, UserStance Stance, PressureLevel Pressure, FirstTurn FirstTurn, int Wording)
{
    // JSON of its own, not within HTML: what readers of transcripts see is the text.
    private static readonly JsonSerializerOptions OpenAI = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The messages in OpenAI's form: a JSON array of objects with <c>role</c> and <c>content</c>.</summary>
    public string MessagesJson() => ToJson(Messages);

    internal static string ToJson(IReadOnlyList<ChatTurn> messages) => JsonSerializer.Serialize(messages, OpenAI);
}
