namespace ResearchML.Transforms;

/// <summary>A place of a reply where an answer stands.</summary>
/// <param name="Answer">Which of the answers that are looked for.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct AnswerMention(Answer Answer, int Start, int End)
{
    /// <summary>All places where a text has one of some answers, in order; of two that overlap, the longer.</summary>
    public static IReadOnlyList<AnswerMention> FindAll(string text, IReadOnlyList<Answer> answers)
    {
        List<AnswerMention> found = [.. answers.SelectMany(a => FindOne(text, a))];
        int reached = -1, from = -1; // the furthest end of those before, and where that one starts
        List<AnswerMention> longest = [];
        foreach (AnswerMention mention in found.OrderBy(m => m.Start).ThenByDescending(m => m.End))
        {
            if (mention.End > reached)
                (reached, from) = (mention.End, mention.Start);
            else if (mention.End < reached || mention.Start > from)
                continue;
            longest.Add(mention);
        }

        return longest;
    }

    private static IEnumerable<AnswerMention> FindOne(string text, Answer answer)
    {
        if (answer.Letter is not null)
            return [.. Matches(), .. answer.Choice is { } choice ? FindOne(text, choice).Select(m => m with { Answer = answer }) : []];
        if (answer.Date is { } date)
            return [.. AnswerDate.FindAll(text).Where(p => p.Date.IsSame(date)).Select(p => new AnswerMention(answer, p.Start, p.Start + p.Length))];
        if (answer.Time is { } time)
            return [.. AnswerTime.FindAll(text).Where(p => p.Time.IsSame(time)).Select(p => new AnswerMention(answer, p.Start, p.Start + p.Length))];
        if (answer.Quantity is { } quantity)
            return [.. AnswerQuantity.FindAll(text).Where(p => p.Quantity.IsSame(quantity)).Select(p => new AnswerMention(answer, p.Start, p.Start + p.Length))];
        if (answer.Expression is { } expression)
            return AnswerExpression.FindAll(text).Where(p => p.Expression == expression).Select(p => new AnswerMention(answer, p.Start, p.Start + p.Length)).Union(Matches());
        return Matches();

        IEnumerable<AnswerMention> Matches() => AnswerPatterns.For(answer).Matches(text).Select(m => new AnswerMention(answer, m.Index, m.Index + m.Length));
    }
}
