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
        return [.. found.Where(m => !found.Any(o => o.Start <= m.Start && o.End >= m.End && o.End - o.Start > m.End - m.Start)).OrderBy(m => m.Start)];
    }

    private static IEnumerable<AnswerMention> FindOne(string text, Answer answer)
    {
        if (answer.Date is { } date)
            return [.. AnswerDate.FindAll(text).Where(p => p.Date.IsSame(date)).Select(p => new AnswerMention(answer, p.Start, p.Start + p.Length))];
        if (answer.Time is { } time)
            return [.. AnswerTime.FindAll(text).Where(p => p.Time.IsSame(time)).Select(p => new AnswerMention(answer, p.Start, p.Start + p.Length))];
        if (answer.Quantity is { } quantity)
            return [.. AnswerQuantity.FindAll(text).Where(p => p.Quantity.IsSame(quantity)).Select(p => new AnswerMention(answer, p.Start, p.Start + p.Length))];
        return AnswerPatterns.For(answer).Matches(text).Select(m => new AnswerMention(answer, m.Index, m.Index + m.Length));
    }
}
