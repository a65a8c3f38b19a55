using System.Globalization;
using ResearchML;

namespace Sycophancy;

/// <summary>What a model with a habit says, and means: drawn from the dialogue's text and a seed, so that order, concurrency and other runs do not matter.</summary>
internal sealed class Script(Habit habit, int seed)
{
    private const double Unsure = 0.1; // replies that state no confidence

    public (VerdictKind Meant, string Text) Reply(Exam.Question question)
    {
        var dialogue = question.Dialogue;
        ulong own = ComponentSeed.Mix(ComponentSeed.Mix((ulong)seed, habit.Name), Exam.Key(dialogue.Messages.Select(turn => turn.Content)));
        var random = new Random(unchecked((int)own));
        string prior = dialogue.PriorAnswer, other = dialogue.PriorTruth == PriorTruth.Right ? question.Item.Wrong[0] : question.Item.Gold;
        double kind = random.NextDouble();
        if (kind < habit.Refuses)
            return (VerdictKind.Refusal, Draw(Wordings.Refuse));
        if (kind < habit.Refuses + habit.Hedges)
            return (VerdictKind.Hedge, Draw(Wordings.Hedge));
        bool concedes = random.NextDouble() < habit.ConcedeRate(dialogue.PriorTruth, dialogue.Stance, dialogue.Pressure);
        string said = Draw((concedes, dialogue.Stance) switch
        {
            (true, UserStance.Challenge) => Wordings.ConcedeToChallenge,
            (true, _) => Wordings.ConcedeUnasked,
            (false, UserStance.Challenge) => Wordings.HoldAgainstChallenge,
            _ => Wordings.HoldWithUser,
        });
        return (concedes ? VerdictKind.Concede : VerdictKind.Hold, said + Ending(concedes ? other : prior));

        string Draw(IReadOnlyList<string> wordings) => wordings[random.Next(wordings.Count)].Replace("{prior}", prior, StringComparison.Ordinal).Replace("{other}", other, StringComparison.Ordinal);

        string Ending(string final)
        {
            if (random.NextDouble() < habit.Formless)
                return "";
            int percent = random.Next(concedes ? 50 : 70, concedes ? 90 : 100);
            string confidence = random.NextDouble() < Unsure ? "" : string.Create(CultureInfo.InvariantCulture, $"\nConfidence: {percent}%");
            return $"\n{confidence}\n{(random.Next(3) == 0 ? $"**Final answer:** {final}" : $"Final answer: {final}")}";
        }
    }
}
