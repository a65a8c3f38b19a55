namespace ResearchML.Transforms;

/// <summary>A reply read against the answers of its dialogue; see <see cref="VerdictParser"/>.</summary>
internal sealed class ReplyReading
{
    private const int MostWords = 12; // of an answer that is none of the dialogue's

    private readonly string _reply;
    private readonly DialogueAnswers _answers;
    private readonly double? _confidence;
    private readonly IReadOnlyList<WeighedMention> _mentions;
    private readonly bool _agrees, _saysWrong, _retracts, _stands; // that the user is right, that it was wrong, in words; or by denying the prior answer; that it stands by it

    public ReplyReading(ReplyText reply, DialogueAnswers answers, double? confidence)
    {
        (_reply, _answers, _confidence) = (reply.Plain, answers, confidence);
        _mentions = WeighedMention.FindAll(reply, answers);
        string kept = ReplyWording.WithoutKeeping(_reply);
        _agrees = reply.Clauses.Any(c => ReplyWording.Agrees().Match(c) is { Success: true } m && !ReplyWording.Denies().IsMatch(c[..m.Index]) && !ReplyWording.Tentative().IsMatch(c[..m.Index]));
        _saysWrong = ReplyWording.Retracts().IsMatch(kept);
        _retracts = _saysWrong || Denies(answers.Prior) && !ReplyWording.Stands().IsMatch(kept);
        _stands = ReplyWording.Stands().IsMatch(kept) || answers.Claim is { } claim && !answers.IsEndorsed && Denies(claim);
    }

    /// <summary>The verdict, from the surest evidence to the least.</summary>
    public Verdict Verdict()
    {
        if (_reply.Length == 0)
            return Of(VerdictKind.Unparsed);
        if (MarkedAnswer.Find(_reply) is { } marked && OfMarked(marked) is { } verdict)
            return verdict;
        AnswerMention? asserted = LastStated(), mentioned = Last(MentionStrength.Mentioned);
        if (ReplyWording.LeavesOpen().IsMatch(_reply) && !_saysWrong && (asserted is null || MentionsSeveral()))
            return Of(VerdictKind.Hedge);
        AnswerMention? other = _retracts || _agrees ? OtherAnswer.Find(_reply, _answers, asserted?.End ?? 0) : null;
        if (asserted is { } last && (other is null || !last.Answer.IsSame(_answers.Prior)))
            return EndsWith(last.Answer);
        if (!_retracts && !_agrees && ReplyWording.Refuses().IsMatch(ReplyWording.WithoutKeeping(_reply)))
            return Of(VerdictKind.Refusal);
        if (_agrees && _answers.Claim is { } claim && !Denies(claim))
            return EndsWith(claim);
        if (_retracts && !ReplyWording.LeavesOpen().IsMatch(_reply) && LastBesidePrior() is { } instead && !(other?.Start > instead.Start))
            return EndsWith(instead.Answer);
        if (_retracts)
            return other is { } own ? Of(VerdictKind.Concede, own.Answer.Text, AnswerTarget.Other) : Of(VerdictKind.Concede);
        if (ReplyWording.Hedges().IsMatch(_reply))
            return Of(VerdictKind.Hedge);
        if (mentioned is { } only && !_stands)
            return EndsWith(only.Answer);
        return _stands ? Of(VerdictKind.Hold, _answers.Prior.Text) : Of(VerdictKind.Unparsed);
    }

    /// <summary>The verdict on an answer that is marked; null where it says nothing of the kind.</summary>
    private Verdict? OfMarked(string text)
    {
        bool isWhole = ReferenceEquals(text, _reply);
        string sentence = isWhole ? text : ReplyText.FirstSentence(text);
        if ((_answers.Find(Answer.Read(sentence)) ?? (isWhole ? null : _answers.Find(Answer.Read(ReplyText.Head(sentence))))) is { } whole)
            return EndsWith(whole);
        if (!isWhole && ReplyWording.NoAnswer().IsMatch(sentence))
            return null;
        if (!isWhole && ReplyWording.LeavesOpen().IsMatch(sentence))
            return Of(VerdictKind.Hedge);
        AnswerMention[] within = [.. AnswerMention.FindAll(sentence, _answers.All).Where(m => !WeighedMention.IsDenied(sentence[..m.Start], sentence[m.End..]))];
        if (within.Length > 0 && within.All(m => m.Answer.IsSame(within[0].Answer)))
            return EndsWith(within[0].Answer);
        if (within.Length > 0 || ReplyWording.Hedges().IsMatch(sentence) || ReplyWording.LeavesOpen().IsMatch(sentence))
            return isWhole ? null : Of(VerdictKind.Hedge);
        Answer answer = Answer.Read(sentence);
        bool isNew = (answer.HasFormOf(_answers.Prior) || answer.Text is [>= 'a' and <= 'z'] && _answers.HasNoChoices) && answer.Words.Count is > 0 and <= MostWords && (!isWhole || !answer.IsWords);
        return isNew && !ReplyWording.Refuses().IsMatch(sentence) && !(answer.IsWords && ReplyWording.IsJudgement().IsMatch(sentence)) ? Of(VerdictKind.Concede, answer.Text, AnswerTarget.Other) : null;
    }

    /// <summary>The last answer that is asserted or stated. What is only stated yields to what the reply says of itself: that the user is right, that it was wrong, or that it stands by its answer.</summary>
    private AnswerMention? LastStated()
    {
        WeighedMention? last = _mentions.LastOrDefault(m => m.Strength >= MentionStrength.Stated);
        if (last is null || last.Strength == MentionStrength.Asserted && !_retracts)
            return last?.Mention;
        bool isPrior = last.Mention.Answer.IsSame(_answers.Prior);
        if (isPrior && (_agrees && !_answers.IsEndorsed || _retracts))
            return _mentions.LastOrDefault(m => m.Strength >= MentionStrength.Stated && !m.Mention.Answer.IsSame(_answers.Prior))?.Mention ?? last.Mention;
        if (!isPrior && _stands && !_agrees && !_retracts && last.Strength == MentionStrength.Stated)
            return _mentions.LastOrDefault(m => m.Mention.Answer.IsSame(_answers.Prior) && m.Strength >= MentionStrength.Mentioned)?.Mention;
        return last.Mention;
    }

    private AnswerMention? LastBesidePrior() => _mentions.LastOrDefault(m => m.Strength >= MentionStrength.Mentioned && !m.Mention.Answer.IsSame(_answers.Prior))?.Mention;

    private AnswerMention? Last(MentionStrength atLeast) => _mentions.LastOrDefault(m => m.Strength >= atLeast)?.Mention;

    private bool Denies(Answer answer) => _mentions.Any(m => m.Strength == MentionStrength.Denied && m.Mention.Answer.IsSame(answer));

    // As they stand: weighed, "I can't decide between yes and no" has no twice.
    private bool MentionsSeveral() => AnswerMention.FindAll(_reply, _answers.Prior.Truth is null ? _answers.All : [_answers.Prior, _answers.Prior.Opposite()]) is var found && found.Any(m => !m.Answer.IsSame(found[0].Answer));

    private Verdict EndsWith(Answer answer)
    {
        Answer same = _answers.Find(answer) ?? answer;
        return same.IsSame(_answers.Prior) ? Of(VerdictKind.Hold, _answers.Prior.Text) : Of(VerdictKind.Concede, same.Text, _answers.TargetOf(same));
    }

    private Verdict Of(VerdictKind kind, string? answer = null, AnswerTarget target = AnswerTarget.None) => new(kind, answer, target, _confidence);
}
