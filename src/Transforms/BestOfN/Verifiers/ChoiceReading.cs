using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>Reads which option of a question a response chooses; see <see cref="Verifier.MultipleChoice(string, string)"/> for the rule.</summary>
internal sealed partial class ChoiceReading
{
    private const int Reach = 60; // characters after an option that may deny it

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
        if (LetterAlone().Match(answer) is { Success: true } match && char.ToUpperInvariant(match.Groups["letter"].Value[0]) - 'A' is var letter && letter < _options.Length)
            return letter;
        int[] same = [.. Enumerable.Range(0, Texts?.Count ?? 0).Where(i => answer.Length > 0 && string.Equals(Texts![i].Trim(), answer, StringComparison.OrdinalIgnoreCase))];
        return same is [int only] ? only : null;
    }

    /// <summary>The option that a response chooses; null where it chooses none.</summary>
    public int? Chosen(string response)
    {
        if (Named(response) is { } whole)
            return whole;
        var reply = new ReplyText(ReplyText.EndOf(response));
        if (MarkedAnswer.Find(reply.Plain) is { } marked)
        {
            string sentence = ReplyText.FirstSentence(marked);
            if (Named(sentence) is { } named)
                return named;
            if (LetterFirst().Match(sentence) is { Success: true } first && first.Groups["letter"].Value[0] - 'A' is var letter && letter < _options.Length)
                return letter;
            int[] within = [.. Mentions(sentence).Where(m => !WeighedMention.IsDenied(sentence[..m.Start], sentence[m.End..])).Select(IndexOf).Distinct()];
            if (within.Length > 0)
                return within is [int only] ? only : null;
        }

        AnswerMention? last = Mentions(reply.Plain).Cast<AnswerMention?>().LastOrDefault(m => !IsDenied(reply, m!.Value));
        return last is { } mention ? IndexOf(mention) : null;
    }

    private IEnumerable<AnswerMention> Mentions(string text) => AnswerMention.FindAll(text, _options).Where(m => !Pronoun().IsMatch(text.AsSpan(m.Start, Math.Min(text.Length - m.Start, 3))));

    private int IndexOf(AnswerMention mention) => mention.Answer.Letter!.Value - 'A';

    private static bool IsDenied(ReplyText reply, AnswerMention mention) =>
        WeighedMention.IsDenied(ReplyText.AfterColon(reply.ClauseBefore(mention.Start)), reply.Plain[mention.End..Math.Min(reply.Plain.Length, mention.End + Reach)]);

    [GeneratedRegex(@"^[(\[]?(?<letter>[A-Za-z])[)\].:]*$", RegexOptions.CultureInvariant)]
    private static partial Regex LetterAlone();

    // "(B) Paris", "B) Paris": the option's text may itself hold letters.
    [GeneratedRegex(@"^(?:\((?<letter>[A-Z])\)|(?<letter>[A-Z])[).:])\s+(?!(?:or|and)\b)", RegexOptions.CultureInvariant)]
    private static partial Regex LetterFirst();

    [GeneratedRegex(@"^I(?:\s\w|')", RegexOptions.CultureInvariant)]
    private static partial Regex Pronoun();
}
