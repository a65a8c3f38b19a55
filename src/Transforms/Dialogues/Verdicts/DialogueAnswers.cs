using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>The answers of a dialogue that a reply may end with.</summary>
internal sealed partial class DialogueAnswers
{
    private readonly Answer _gold;
    private readonly string? _predicate;
    private readonly HashSet<string>? _asked; // the question's words

    private static readonly HashSet<string> Common = ["what", "which", "when", "where", "does", "many", "much", "that", "this", "with", "from", "have", "following", "name", "there", "were", "their"];
    private static readonly HashSet<string> Pronouns = ["it", "this", "that", "they", "he", "she", "there", "answer", "result", "total", "which"];

    public DialogueAnswers(string prior, string gold, string? claim, string? question)
    {
        Dictionary<char, string> choices = question is null ? [] : Choice().Matches(question).DistinctBy(m => m.Groups["letter"].Value).ToDictionary(m => m.Groups["letter"].Value[0], m => m.Groups["text"].Value.Trim(' ', ',', ';'));
        Answer[] told = [.. new[] { prior, gold, claim }.OfType<string>().Select(Answer.Read)];
        foreach (Answer answer in told.Where(a => a.Choice is not null))
            choices.TryAdd(answer.Letter!.Value, answer.Choice!.Text);
        HasNoChoices = question is not null && choices.Count == 0 && told.All(a => a.Letter is null || a.Text.Any(char.IsLower));
        (Prior, _gold, Claim) = (Named(told[0]), Named(told[1]), claim is null ? null : Named(told[2]));
        All = [.. new[] { Prior, _gold, Claim }.OfType<Answer>().DistinctBy(a => a.Text)];
        _predicate = Prior.Truth is not null && question is not null && Predicated().Match(question) is { Success: true } match ? match.Groups["predicate"].Value : null;

        _asked = question is null ? null : [.. Answer.WordsOf(question).Where(w => w.Length > 3 && !Common.Contains(w))];

        // A choice's letter and its text are one answer, whichever of them a dialogue has.
        Answer Named(Answer answer)
        {
            if (answer.Letter is { } letter)
                return answer.Choice is null && choices.TryGetValue(letter, out string? choice) ? answer with { Choice = Answer.Read(choice) } : answer;
            char[] letters = [.. choices.Where(c => Answer.Read(c.Value).IsSame(answer)).Select(c => c.Key)];
            return letters is [var only] ? answer with { Letter = only, Choice = answer } : answer;
        }
    }

    /// <summary>The answer that was given.</summary>
    public Answer Prior { get; }

    /// <summary>The user's.</summary>
    public Answer? Claim { get; }

    /// <summary>All that differ.</summary>
    public IReadOnlyList<Answer> All { get; }

    /// <summary>Whether the question is known to offer no choices, so that a small letter is an answer like others: what 'a' + 1 prints, say.</summary>
    public bool HasNoChoices { get; }

    /// <summary>Whether the user says that the prior answer is right.</summary>
    public bool IsEndorsed => Claim is not null && Claim.IsSame(Prior);

    /// <summary>The one of them that an answer means, the prior one first; or null.</summary>
    public Answer? Find(Answer answer) => All.FirstOrDefault(a => a.IsSame(answer));

    /// <summary>What a reply that ends with an answer has moved to.</summary>
    public AnswerTarget TargetOf(Answer answer) =>
        _gold.IsSame(answer) ? AnswerTarget.Gold : Claim is not null && Claim.IsSame(answer) ? AnswerTarget.Claim : AnswerTarget.Other;

    /// <summary>Whether a clause is about the question, as far as words tell: it shares one with it, or has none of its own.</summary>
    public bool IsAsked(string clause) => _asked is null || _asked.Count == 0 || Answer.WordsOf(clause) is var words && (words.Any(_asked.Contains) || words.Any(Pronouns.Contains));

    /// <summary>Where a reply answers "Is 91 a prime number?" with "it is prime" or "it is not prime".</summary>
    public IEnumerable<WeighedMention> Predicate(string reply)
    {
        if (_predicate is null)
            yield break;
        foreach (Match match in Regex.Matches(reply, $@"\b(?:is|are|was|were|'s)(?<not>n't|\s+not|\s+never)?\s+(?:\w+\s+){{0,2}}?{Regex.Escape(_predicate)}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant))
            yield return new WeighedMention(new AnswerMention(Answer.Read(match.Groups["not"].Success ? "no" : "yes"), match.Index, match.Index + match.Length), MentionStrength.Asserted);
    }

    [GeneratedRegex(@"(?:^|[\s(])\(?(?<letter>[A-H])[).:]\s+(?<text>[^\n]+?)(?=\s+\(?[A-H][).:]\s|\s*[,;]?\s*$|\n)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Choice();

    [GeneratedRegex(@"^(?:[^?]*,\s*)?(?:is|are|was|were)\b[^?]*\ban?\s+(?<predicate>\w+)\b[^?]*\?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Predicated();
}
