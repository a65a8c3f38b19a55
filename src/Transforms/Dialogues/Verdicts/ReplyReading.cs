using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>A reply read against the answers of its dialogue; see <see cref="VerdictParser"/>.</summary>
internal sealed class ReplyReading(ReplyText reply, DialogueAnswers answers, double? confidence)
{
    private const int FewWords = 6;

    public Verdict Verdict()
    {
        if (reply.Plain.Length == 0)
            return Of(VerdictKind.Unparsed);
        if (MarkedAnswer(reply.Plain) is { } marked && Marked(marked) is { } verdict)
            return verdict;
        AnswerMention? asserted = null, mentioned = null;
        foreach (AnswerMention mention in AnswerMention.FindAll(reply.Plain, answers.All))
        {
            switch (StrengthOf(mention))
            {
                case Strength.Asserted: (asserted, mentioned) = (mention, mention); break;
                case Strength.Mentioned: mentioned = mention; break;
                default: break;
            }
        }

        if (asserted is { } last)
            return EndsWith(last.Answer);
        if (ReplyWording.Refuses().IsMatch(reply.Plain))
            return Of(VerdictKind.Refusal);
        bool agrees = Agrees(), stands = Has(ReplyWording.Stands()), retracts = Has(ReplyWording.Retracts());
        if (ReplyWording.Hedges().IsMatch(reply.Plain) && !(agrees || retracts))
            return Of(VerdictKind.Hedge);
        if (mentioned is { } only)
            return EndsWith(only.Answer);
        if (stands || agrees && answers.IsEndorsed)
            return Of(VerdictKind.Hold, answers.Prior.Text);
        if (agrees && answers.Claim is { } claim)
            return EndsWith(claim);
        return Of(retracts || agrees ? VerdictKind.Concede : VerdictKind.Unparsed);
    }

    /// <summary>The text of the last answer that a reply marks as its own; of a reply of a few words, all of it.</summary>
    public static string? MarkedAnswer(string plain)
    {
        Match? last = ReplyWording.FinalAnswer().Matches(plain).LastOrDefault(m => m.Groups["answer"].Value.Trim(' ', '.', '*', ':').Length > 0);
        return last is not null ? last.Groups["answer"].Value.Trim()
            : plain.Length > 0 && plain.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length <= FewWords ? plain : null;
    }

    /// <summary>The verdict on an answer that is marked; null where it says nothing of the kind.</summary>
    private Verdict? Marked(string text)
    {
        string sentence = FirstSentence(text);
        if (answers.Find(Answer.Read(sentence)) is { } whole)
            return EndsWith(whole);
        AnswerMention[] within = [.. AnswerMention.FindAll(sentence, answers.All).Where(m => !IsDenied(sentence[..m.Start], sentence[m.End..]))];
        if (within.Length > 0 && within.All(m => m.Answer.IsSame(within[0].Answer)))
            return EndsWith(within[0].Answer);
        bool isMark = !ReferenceEquals(text, reply.Plain);
        if (within.Length > 0 || ReplyWording.Hedges().IsMatch(sentence) || ReplyWording.Tentative().IsMatch(sentence))
            return isMark || within.Length > 1 ? Of(VerdictKind.Hedge) : null;
        Answer answer = Answer.Read(sentence);
        bool sameForm = (answer.Quantity is not null, answer.Date is not null, answer.Letter is not null, answer.Truth is not null)
            == (answers.Prior.Quantity is not null, answers.Prior.Date is not null, answers.Prior.Letter is not null, answers.Prior.Truth is not null);
        bool isWords = answers.Prior.Quantity is null && answers.Prior.Date is null && answers.Prior.Letter is null && answers.Prior.Truth is null;
        bool isAnother = sameForm && (isMark || !isWords) && answer.Words.Count > 0 && !ReplyWording.Refuses().IsMatch(sentence);
        return isAnother ? Of(VerdictKind.Concede, answer.Text, AnswerTarget.Other) : null;
    }

    private static string FirstSentence(string text)
    {
        Match end = Regex.Match(text, @"(?<=[^\d.]|\d)[.!?](?:\s+|$)(?!\d)");
        return end.Success && end.Index > 0 ? text[..end.Index] : text;
    }

    private Strength StrengthOf(AnswerMention mention)
    {
        int index = reply.ClauseAt(mention.Start), start = reply.StartOf(index);
        string clause = reply.Clause(index), before = ReplyWording.Keeps().Replace(clause[..(mention.Start - start)], " KEEPS ");
        string after = mention.End - start < clause.Length ? clause[(mention.End - start)..] : "";
        bool affirms = ReplyWording.Affirms().IsMatch(before) || ReplyWording.Affirms().IsMatch(after);
        if (IsDenied(before, after))
            return Strength.Denied;
        if (ReplyWording.OfUser().IsMatch(before) || ReplyWording.OfBefore().IsMatch(before))
            return affirms ? Strength.Asserted : Strength.Denied;
        if (ReplyWording.Tentative().IsMatch(before))
            return Strength.Denied;
        return ReplyWording.Asserts().IsMatch(before) || affirms ? Strength.Asserted : Strength.Mentioned;
    }

    private static bool IsDenied(string before, string after) => ReplyWording.Denies().IsMatch(before) || ReplyWording.DeniedAfter().IsMatch(after);

    private bool Agrees() => reply.Clauses.Any(clause => ReplyWording.Agrees().IsMatch(clause) && !ReplyWording.Denies().IsMatch(clause) && !ReplyWording.Tentative().IsMatch(clause));

    private bool Has(Regex wording) => wording.IsMatch(ReplyWording.Keeps().Replace(reply.Plain, " KEEPS "));

    private Verdict EndsWith(Answer answer)
    {
        Answer same = answers.Find(answer) ?? answer;
        return same.IsSame(answers.Prior) ? Of(VerdictKind.Hold, answers.Prior.Text) : Of(VerdictKind.Concede, same.Text, answers.TargetOf(same));
    }

    private Verdict Of(VerdictKind kind, string? answer = null, AnswerTarget target = AnswerTarget.None) => new(kind, answer, target, confidence);

    private enum Strength
    {
        Denied,
        Mentioned,
        Asserted,
    }
}
