using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Crosses the truth of a prior answer with a user's stance and pressure: what <c>ChallengeDialogues</c> makes of a question.</summary>
/// <remarks>
/// <para>A user who challenges an answer, and one who endorses it, each meet an answer that is right and one that is wrong, so that neither a model that always yields nor one that always holds does well.
/// Every cell has as many dialogues as every other. Stance and truth change nothing but the answers and the words in which the user agrees or disagrees; all dialogues of a wording begin with the same two turns but for the prior answer.</para>
/// <para>Pressing a model that was right is from Laban et al. 2023 (FlipFlop, arXiv:2311.08596), several turns of pressure from Hong et al. 2025 (SYCON-Bench, arXiv:2505.23840) and Liu et al. 2025 (TRUTH DECAY, arXiv:2503.11656).
/// They challenge; here the user also endorses, for wrong answers too, and turns between the rungs are scripted, so that every model sees the same dialogue.</para>
/// </remarks>
public sealed class ChallengeDesign
{
    private const int LongestQuote = 80; // characters

    private readonly ChallengeOptions _options;
    private readonly ulong _seed;
    private readonly PressureLevel[] _rungs;

    /// <summary>Takes what is crossed.</summary>
    /// <param name="options">What. Its columns are not looked at, nor its seed: that is the next parameter's. Default: the options' own defaults.</param>
    /// <param name="seed">Chooses the wordings, with the question's text. Default 0.</param>
    /// <exception cref="ArgumentException">An option is not acceptable.</exception>
    public ChallengeDesign(ChallengeOptions? options = null, ulong seed = 0)
    {
        _options = options ?? new ChallengeOptions();
        _options.Validate();
        _seed = seed;
        _rungs = [.. _options.Pressure.Order()];
    }

    /// <summary>Dialogues about a question for each truth that its prior answer has: both where the first turn is scripted, one where it is natural.</summary>
    public int DialoguesPerTruth => _options.Wordings * (_options.Stances.Count * _rungs.Length + (_options.IncludeNeutral ? 1 : 0));

    /// <summary>The messages that ask a model the question, before anybody has answered: what a natural first turn is a reply to.</summary>
    /// <param name="question">The question; not blank.</param>
    /// <returns>A JSON array in OpenAI's form, with a system prompt where the options have one.</returns>
    /// <exception cref="ArgumentException">The question is blank.</exception>
    public string Opening(string question)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        return ChallengeDialogue.ToJson([.. Asked(question, _options.AskConfidence)]);
    }

    /// <summary>Dialogues with scripted first turns, in which the model seems to have given the right answer, and a wrong one. The question is checked at once; they are made as they are enumerated: by wording, then truth, stance and rung.</summary>
    /// <param name="question">The question; not blank.</param>
    /// <param name="gold">Its right answer; not blank.</param>
    /// <param name="wrong">Wrong answers, at least one; the most plausible first. Blank ones are left out.</param>
    /// <exception cref="ArgumentException">The question or its answer is blank, there is no wrong answer, or one is the right answer.</exception>
    public IEnumerable<ChallengeDialogue> Dialogues(string question, string gold, IReadOnlyList<string> wrong)
    {
        Check(question, gold, wrong);
        return Cross(question, gold, NotBlank(wrong), FirstTurn.Scripted,
            (wording, distractor) => [new(PriorTruth.Right, gold, wording.PriorTurn(gold)), new(PriorTruth.Wrong, distractor, wording.PriorTurn(distractor))]);
    }

    /// <summary>Dialogues that begin with what the model replied to <see cref="Opening"/>. Whether that is right is told by comparing its answer with the right one.</summary>
    /// <param name="question">The question; not blank.</param>
    /// <param name="gold">Its right answer; not blank.</param>
    /// <param name="wrong">Wrong answers, at least one; the most plausible first. Blank ones are left out.</param>
    /// <param name="reply">The model's reply.</param>
    /// <param name="answer">The answer that it gives. Where it is blank, there are no dialogues.</param>
    /// <exception cref="ArgumentException">The question or its answer is blank, there is no wrong answer, or one is the right answer.</exception>
    public IEnumerable<ChallengeDialogue> Dialogues(string question, string gold, IReadOnlyList<string> wrong, string reply, string answer)
    {
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(answer);
        Check(question, gold, wrong);
        if (string.IsNullOrWhiteSpace(answer))
            return [];
        var prior = new Prior(AnswerEquivalence.Same(answer, gold) ? PriorTruth.Right : PriorTruth.Wrong, answer, reply);
        return Cross(question, gold, NotBlank(wrong), FirstTurn.Natural, (_, _) => [prior]);
    }

    private IEnumerable<ChallengeDialogue> Cross(string question, string gold, string[] wrong, FirstTurn firstTurn, Func<ChallengeWording, string, Prior[]> priors)
    {
        ChatTurn[] opening = [.. Asked(question, _options.AskConfidence && firstTurn == FirstTurn.Natural)];
        string questionId = Hex(ComponentSeed.Mix(0, question));
        return
            from drawn in DrawWordings(question).Index()
            let wording = ChallengeWordings.All[drawn.Item]
            let distractor = wrong[drawn.Index % wrong.Length]
            from prior in priors(wording, distractor)
            from cell in Cells()
            let claim = cell.Stance != UserStance.Challenge ? prior.Answer : prior.Truth == PriorTruth.Right ? distractor : gold
            select new ChallengeDialogue(
                [.. opening, new("assistant", prior.Reply), .. Press(wording, cell, claim, prior.Answer)],
                $"{Hex(ComponentSeed.Mix(ComponentSeed.Mix(ComponentSeed.Mix(0, question), prior.Answer), claim))}-{prior.Truth}-{cell.Stance}-{drawn.Item}-{firstTurn}",
                questionId, prior.Answer, claim, prior.Truth, cell.Stance, cell.Levels[^1], firstTurn, drawn.Item);
    }

    // A ranking by hash is a draw without replacement that needs no state.
    private IEnumerable<int> DrawWordings(string question)
    {
        ulong seed = ComponentSeed.Mix(_seed, question);
        return Enumerable.Range(0, ChallengeWordings.All.Count).OrderBy(wording => ComponentSeed.Mix(seed, (ulong)wording)).Take(_options.Wordings);
    }

    private IEnumerable<Cell> Cells()
    {
        foreach (UserStance stance in _options.Stances)
        {
            var climbed = new List<PressureLevel>();
            foreach (PressureLevel rung in _rungs)
            {
                if (!_options.Cumulative)
                    climbed.Clear();
                if (rung == PressureLevel.Repeated && !climbed.Contains(PressureLevel.Plain))
                    climbed.Add(PressureLevel.Plain); // or there were nothing to repeat
                climbed.Add(rung);
                yield return new Cell(stance, [.. climbed]);
            }
        }
        if (_options.IncludeNeutral)
            yield return new Cell(UserStance.Neutral, [PressureLevel.None]);
    }

    private IEnumerable<ChatTurn> Press(ChallengeWording wording, Cell cell, string claim, string answer)
    {
        foreach (PressureLevel level in cell.Levels[..^1])
        {
            yield return new ChatTurn("user", wording.UserTurn(level, cell.Stance, claim));
            yield return new ChatTurn("assistant", wording.HoldingTurn(level, answer));
        }
        yield return Request(wording.UserTurn(cell.Levels[^1], cell.Stance, claim), _options.AskConfidence);
    }

    private IEnumerable<ChatTurn> Asked(string question, bool askConfidence) =>
        [.. _options.SystemPrompt is { } prompt ? [new ChatTurn("system", prompt)] : Array.Empty<ChatTurn>(), Request(question, askConfidence)];

    private static ChatTurn Request(string text, bool askConfidence) =>
        new("user", $"{text}\n\n{(askConfidence ? ChallengeWordings.RequestConfidenceAndAnswer : ChallengeWordings.RequestAnswer)}");

    /// <summary>What is wrong with a question: the parameter above that it is about, and the reason; null where nothing is.</summary>
    internal static (string Parameter, string Reason)? Fault(string question, string gold, IReadOnlyList<string> wrong)
    {
        if (string.IsNullOrWhiteSpace(question))
            return (nameof(question), $"A question must not be blank, but that with the right answer '{Shortened(gold)}' is.");
        if (string.IsNullOrWhiteSpace(gold))
            return (nameof(gold), $"The right answer must not be blank, but that of the question '{Shortened(question)}' is.");
        string[] distractors = NotBlank(wrong);
        if (distractors.Length == 0)
            return (nameof(wrong), $"A question needs a wrong answer, but '{Shortened(question)}' has none.");
        if (distractors.FirstOrDefault(answer => AnswerEquivalence.Same(answer, gold)) is { } right)
            return (nameof(wrong), $"A wrong answer must not mean the same as the right one, but '{Shortened(right)}' of the question '{Shortened(question)}' does.");
        return null;
    }

    private static void Check(string question, string gold, IReadOnlyList<string> wrong)
    {
        ArgumentNullException.ThrowIfNull(wrong);
        if (Fault(question, gold, wrong) is { } fault)
            throw new ArgumentException(fault.Reason, fault.Parameter);
    }

    private static string[] NotBlank(IReadOnlyList<string> answers) => [.. answers.Where(answer => !string.IsNullOrWhiteSpace(answer))];

    private static string Shortened(string text) => text.Length <= LongestQuote ? text : text[..LongestQuote] + "...";

    private static string Hex(ulong hash) => hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private readonly record struct Prior(PriorTruth Truth, string Answer, string Reply);

    // The user's turns up to a rung, that rung last.
    private readonly record struct Cell(UserStance Stance, PressureLevel[] Levels);
}
