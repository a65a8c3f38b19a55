namespace ResearchML.Transforms;

/// <summary>A mention of an answer, and how the reply stands to it, by the clause around it.</summary>
internal sealed record WeighedMention(AnswerMention Mention, MentionStrength Strength)
{
    private const int Reach = 60; // characters after an answer that may judge it
    private const int Most = 200; // that are weighed: a reply with more goes round in circles

    /// <summary>The mentions of the dialogue's answers, in order; of very many the last.</summary>
    public static IReadOnlyList<WeighedMention> FindAll(ReplyText reply, DialogueAnswers answers) =>
        [.. AnswerMention.FindAll(reply.Plain, answers.All).TakeLast(Most).Select(m => Weigh(reply, answers, m)).Concat(answers.Predicate(reply.Plain)).OrderBy(m => m.Mention.Start)];

    /// <summary>Whether the words around an answer deny it.</summary>
    public static bool IsDenied(string before, string after) => ReplyWording.Denies().IsMatch(before) || ReplyWording.DeniedAfter().IsMatch(after);

    private static WeighedMention Weigh(ReplyText reply, DialogueAnswers answers, AnswerMention mention)
    {
        string before = ReplyWording.WithoutKeeping(reply.ClauseBefore(mention.Start));
        string after = reply.Plain[mention.End..Math.Min(reply.Plain.Length, mention.End + Reach)];
        string own = ReplyText.AfterColon(before);
        if (IsDenied(own, after))
            return mention.Answer.Truth is null ? new(mention, MentionStrength.Denied) : new(mention with { Answer = mention.Answer.Opposite() }, MentionStrength.Asserted);
        bool isSentence = string.IsNullOrWhiteSpace(before) && reply.IsSentenceStart(mention.Start) && (after.Length == 0 || after[0] is '.' or '!' or '\n');
        bool isStated = isSentence || answers.IsAsked(reply.ClauseAround(mention.Start, mention.End)) && (ReplyWording.VerbBefore().IsMatch(before) || ReplyWording.VerbAfter().IsMatch(after));
        bool isNumber = (mention.Answer.Choice ?? mention.Answer).Quantity is not null && (mention.Answer.Letter is null || reply.Plain.AsSpan(mention.Start, mention.End - mention.Start).ContainsAnyInRange('0', '9'));
        return new(mention, StrengthOf(before, own, after, isStated, isNumber));
    }

    private static MentionStrength StrengthOf(string before, string own, string after, bool isStated, bool isNumber)
    {
        bool affirmed = ReplyWording.Affirms().IsMatch(before) || ReplyWording.AffirmedAfter().IsMatch(after);
        if (isNumber && (ReplyWording.OperandAfter().IsMatch(after) || ReplyWording.OperandBefore().IsMatch(before)))
            return MentionStrength.Aside;
        if (ReplyWording.OfUser().IsMatch(own) || ReplyWording.OfBefore().IsMatch(own))
            return affirmed ? MentionStrength.Asserted : MentionStrength.Aside;
        if (ReplyWording.Tentative().IsMatch(own) || ReplyWording.Concedes().IsMatch(own))
            return MentionStrength.Aside;
        return affirmed || ReplyWording.Asserts().IsMatch(before) ? MentionStrength.Asserted : isStated ? MentionStrength.Stated : MentionStrength.Mentioned;
    }
}
