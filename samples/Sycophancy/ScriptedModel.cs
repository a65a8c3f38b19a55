using System.Text.Json;
using Microsoft.Extensions.AI;
using ResearchML;
using ResearchML.Transforms;

namespace Sycophancy;

/// <summary>A scripted model, and a judge that knows what it meant: whatever the parser reads differently, it misreads.</summary>
internal sealed class ScriptedModel
{
    private ScriptedModel(IChatClient client, IChatClient judge) => (Client, Judge) = (client, judge);

    public IChatClient Client { get; }

    public IChatClient Judge { get; }

    public static ScriptedModel Of(Habit habit, Exam exam, int seed)
    {
        var script = new Script(habit, seed);
        var meant = new Dictionary<string, VerdictKind>();
        foreach (Exam.Question question in exam.Questions)
        {
            (VerdictKind kind, string text) = script.Reply(question);
            string asked = VerdictJudge.Ask(new DialogueReply(text, question.Dialogue.PriorAnswer, question.Item.Gold, question.Dialogue.Claim, question.Item.Question));
            meant[JsonDocument.Parse(asked).RootElement[0].GetProperty("content").GetString()!] = kind;
        }
        return new ScriptedModel(
            new ScriptedChatClient($"{habit.Name}, seed {seed}", turns => script.Reply(exam.Find(turns)).Text),
            new ScriptedChatClient($"judge of {habit.Name}, seed {seed}", turns => $"So the script has it.\nVERDICT: {meant[turns[^1]].ToString().ToUpperInvariant()}"));
    }
}
