using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>Reads which option of a question a response chooses; see <see cref="Verifier.MultipleChoice(string, string)"/> for the rule.</summary>
internal sealed partial class ChoiceReading
{
    private const int Reach = 60; // characters after an option that may deny it

    private static readonly char[] Quotes = ['>', '"', '\'', '`', '*', '“', '”', '‘', '’', ' '];

    private readonly Answer[] _options;

    /// <param name="count">How many options there are.</param>
    /// <param name="texts">What they say; null where only their letters are known.</param>
    public ChoiceReading(int count, IReadOnlyList<string>? texts)
    {
        _options = [.. Enumerable.Range(0, count).Select(i => new Answer($"{Letter(i)}", [$"{char.ToLowerInvariant(Letter(i))}"], null, null, null, Letter(i), null)
        {
            Choice = texts is not null && Answer.Read(texts[i]) is { Text.Length: > 0, Letter: null } text ? text : null,
        })];
        Texts = texts;
    }

    private IReadOnlyList<string>? Texts { get; }

    public static char Letter(int option) => (char)('A' + option);

    /// <summary>The option that an answer names by its letter or its text; null where it names none, or more than one.</summary>
    public int? Named(string answer)
    {
        answer = answer.Trim();
        if (LetterAlone().Match(answer.Trim(Quotes)) is { Success: true } match && char.ToUpperInvariant(match.Groups["letter"].Value[0]) - 'A' is var letter && letter < _options.Length)
            return letter;
        int[] same = [.. Enumerable.Range(0, Texts?.Count ?? 0).Where(i => answer.Length > 0 && string.Equals(Texts![i].Trim(), answer, StringComparison.OrdinalIgnoreCase))];
        return same is [int only] ? only : null;
    }

    /// <summary>The option that a response chooses; null where it chooses none.</summary>
    public int? Chosen(string response)
    {
        if (Named(response) is { } whole)
            return whole;
        response = ChoiceWording.Said(response);
        if (ChoiceWording.Retracts().Matches(response).LastOrDefault() is { } retraction && Read(response[(retraction.Index + retraction.Length)..]) is { } corrected)
            return corrected;
        return Read(response);
    }

    private int? Read(string response)
    {
        if (Named(response) is { } whole)
            return whole;
        var reply = new ReplyText(ChoiceWording.WithMarks(ReplyText.EndOf(response)));
        string? marked = MarkedAnswer.Find(reply.Plain);
        bool isWhole = ReferenceEquals(marked, reply.Plain);
        if (marked is not null && !isWhole && OfMarked(marked) is [_, ..] ofMark)
            return ofMark is [int one] ? one : null;
        if (First(response, reply.Plain) is { } first)
            return first;
        return isWhole && OfMarked(marked!) is [int option, .. var others] ? others.Length == 0 ? option : null : LastNamed(reply);
    }

    /// <summary>The options that a marked text names.</summary>
    private int[] OfMarked(string marked)
    {
        string sentence = ReplyText.FirstSentence(marked);
        if (Named(sentence) is { } named)
            return [named];
        if (LetterFirst().Match(sentence) is { Success: true } first && OptionOf(first) is { } option)
            return [option];
        if (ChoiceWording.Together().Match(sentence) is not { Success: true, Index: 0 } && Named(ReplyText.Head(sentence)) is { } head)
            return [head];
        return [.. Mentions(sentence).Where(m => !IsDenied(sentence[..m.Start], sentence[m.End..])).Select(IndexOf).Distinct()];
    }

    /// <summary>The option that a response begins with, unless it goes on to the next ones: null then, and where it begins otherwise.</summary>
    private int? First(string response, string plain)
    {
        string begin = ReplyText.Plainly(ChoiceWording.WithMarks(response[..Math.Min(response.Length, ReplyText.MostClause)]));
        if (ChoiceWording.First().Match(begin) is not { Success: true } first || OptionOf(first) is not { } option || ChoiceWording.Together().Match(begin) is { Success: true } together && together.Index <= first.Groups["letter"].Index)
            return null;
        bool goesOn = option == 0 && !first.Groups["alone"].Success && ChoiceWording.Enumerated().Matches(plain).Any(m => OptionOf(m) == 1);
        return goesOn ? null : option;
    }

    /// <summary>The last option that is chosen in words, else the last that is named and not denied; null where it is named together with another.</summary>
    private int? LastNamed(ReplyText reply)
    {
        string plain = reply.Plain;
        Match[] lists = ChoiceWording.Together().Matches(plain).ToArray();
        (int Option, bool IsOne, bool IsChosen)[] named = [.. Mentions(plain).Select(Weigh).OfType<(int, bool, bool)>()];
        (int Option, bool IsOne, bool IsChosen)? last = named.Cast<(int, bool IsOne, bool IsChosen)?>().LastOrDefault(m => m!.Value.IsChosen) ?? (named.Length > 0 ? named[^1] : null);
        return last is { IsOne: true } one ? one.Option : null;

        // Null where it is denied. What is said of a list is said of each in it.
        (int Option, bool IsOne, bool IsChosen)? Weigh(AnswerMention mention)
        {
            Match? list = lists.FirstOrDefault(l => l.Index < mention.End && mention.Start < l.Index + l.Length);
            (int start, int end) = list is null ? (mention.Start, mention.End) : (Math.Min(list.Index, mention.Start), Math.Max(list.Index + list.Length, mention.End));
            string before = ReplyText.AfterColon(reply.ClauseBefore(start)), after = plain[end..Math.Min(plain.Length, end + Reach)];
            if (IsDenied(before, after))
                return null;
            bool isChosen = !ReplyWording.Tentative().IsMatch(before) && (ChoiceWording.ChoosesNext().IsMatch(before) || ReplyWording.AffirmedAfter().IsMatch(after) || ChoiceWording.ChosenBefore().IsMatch(after));
            return (IndexOf(mention), list is null, isChosen);
        }
    }

    private IEnumerable<AnswerMention> Mentions(string text)
    {
        AnswerMention[] found = [.. AnswerMention.FindAll(text, _options).Where(m => !Pronoun().IsMatch(text.AsSpan(m.Start, Math.Min(text.Length - m.Start, 3))))];
        IEnumerable<AnswerMention> beforeVerb = ChoiceWording.BeforeVerb().Matches(text).Where(m => OptionOf(m) is not null && !found.Any(f => f.Start <= m.Index && m.Index < f.End))
            .Select(m => new AnswerMention(_options[OptionOf(m)!.Value], m.Index, m.Index + m.Length));
        return found.Concat(beforeVerb).OrderBy(m => m.Start);
    }

    private static bool IsDenied(string before, string after) => !ChoiceWording.ChoosesFalse().IsMatch(before)
        && (WeighedMention.IsDenied(before, after) || ChoiceWording.DeniesNext().IsMatch(before) || ChoiceWording.DeniedBefore().IsMatch(after));

    private int IndexOf(AnswerMention mention) => mention.Answer.Letter!.Value - 'A';

    private int? OptionOf(Match match) => match.Groups["letter"].Value[0] - 'A' is var option && option < _options.Length ? option : null;

    [GeneratedRegex(@"^[(\[]?(?<letter>[A-Za-z])[)\].:]*$", RegexOptions.CultureInvariant)]
    private static partial Regex LetterAlone();

    // "(B) Paris", "B) Paris": the option's text may itself hold letters.
    [GeneratedRegex(@"^(?:\((?<letter>[A-Z])\)|(?<letter>[A-Z])[).:])\s+(?!(?:or|and)\b)", RegexOptions.CultureInvariant)]
    private static partial Regex LetterFirst();

    [GeneratedRegex(@"^I(?:\s\w|')", RegexOptions.CultureInvariant)]
    private static partial Regex Pronoun();
}
