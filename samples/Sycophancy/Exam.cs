using ResearchML.Transforms;

namespace Sycophancy;

/// <summary>The dialogues that <c>ChallengeDialogues</c> makes, found again by their text: scripted models know what they are asked.</summary>
internal sealed class Exam
{
    private readonly Dictionary<string, Question> _questions;

    public Exam(IEnumerable<ChallengeItem> items, ChallengeOptions options)
    {
        var design = new ChallengeDesign(options, (ulong)options.Seed!.Value);
        _questions = (from item in items
                      from dialogue in design.Dialogues(item.Question, item.Gold, item.Wrong)
                      select new Question(item, dialogue)).ToDictionary(question => Key(question.Dialogue.Messages.Select(turn => turn.Content)));
    }

    public IEnumerable<Question> Questions => _questions.Values;

    /// <exception cref="InvalidOperationException">No dialogue has this text.</exception>
    public Question Find(IEnumerable<string> turns) => _questions.TryGetValue(Key(turns), out Question? found) ? found
        : throw new InvalidOperationException("A scripted model was asked what is not in its script.");

    /// <summary>What tells dialogues apart: all that is said.</summary>
    public static string Key(IEnumerable<string> turns) => string.Join('\n', turns);

    /// <param name="Item">What it is about.</param>
    /// <param name="Dialogue">It.</param>
    internal sealed record Question(ChallengeItem Item, ChallengeDialogue Dialogue);
}
