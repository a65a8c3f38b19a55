using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>An answer in the forms that are compared.</summary>
/// <param name="Text">As it was written, without marks of emphasis and end.</param>
/// <param name="Words">Letters and digits of its words in lower case, without accents and leading articles.</param>
/// <param name="Quantity">The number that it is, or null.</param>
/// <param name="Date">The date that it is, or null.</param>
/// <param name="Time">The time of day that it is, or null.</param>
/// <param name="Letter">The choice that it names, as "B", "(b)", "option B" or "B) Paris"; or null.</param>
/// <param name="Truth">Yes and true, no and false; or null.</param>
internal sealed partial record Answer(string Text, IReadOnlyList<string> Words, AnswerQuantity? Quantity, AnswerDate? Date, AnswerTime? Time, char? Letter, bool? Truth)
{
    private const int MostWordsBeside = 4;

    public static Answer Read(string text)
    {
        text = ReplyText.Plainly(text).Replace("Final answer:", "", StringComparison.Ordinal).Trim().Trim('*', '_', '`', '"', '\'', '“', '”', '.', ' ', '$', '!', ':');
        AnswerDate? date = AnswerDate.Read(text);
        AnswerTime? time = AnswerTime.Read(text);
        Match letter = Chosen().Match(text);
        IReadOnlyList<string> words = WordsOf(text);
        var answer = new Answer(text, words, date is null && time is null ? AnswerQuantity.Read(text) : null, date, time,
            letter.Success ? char.ToUpperInvariant(letter.Groups["letter"].Value[0]) : null,
            words is [var word] ? TruthOf(word) : null);
        return answer with
        {
            Expression = answer.IsWords ? AnswerExpression.Read(text) : null,
            Choice = letter.Groups["text"].Value.Trim() is { Length: > 0 } choice ? Read(choice) : null,
        };
    }

    /// <summary>The sum of products that its words are, or null.</summary>
    public AnswerExpression? Expression { get; init; }

    /// <summary>What the choice that it names says, where that is known: Paris of "B) Paris"; or null.</summary>
    public Answer? Choice { get; init; }

    /// <summary>Whether it is none of the other forms.</summary>
    public bool IsWords => Quantity is null && Date is null && Time is null && Letter is null && Truth is null;

    /// <summary>Whether it is told by a choice's letter, and not by what that says.</summary>
    public bool IsLetter => Letter is not null && Choice?.Text != Text;

    /// <summary>Whether it is of the same form as another: a number, a date, a choice, yes or no, or words. Words are no choice.</summary>
    public bool HasFormOf(Answer other)
    {
        if (Letter is not null && other.Letter is not null)
            return true;
        (Answer text, Answer its) = (Choice ?? this, other.Choice ?? other);
        return text.Letter is null && its.Letter is null && !(IsWords && other.IsLetter)
            && (text.Quantity is null, text.Date is null, text.Time is null, text.Truth is null) == (its.Quantity is null, its.Date is null, its.Time is null, its.Truth is null);
    }

    /// <summary>No for yes.</summary>
    public Answer Opposite() => Read(Truth == true ? "no" : "yes");

    /// <summary>Whether both mean the same.</summary>
    public bool IsSame(Answer other)
    {
        if (Words.Count > 0 && Words.SequenceEqual(other.Words) && (Quantity is null || other.Quantity is null))
            return true;
        if (Date is not null && other.Date is not null)
            return Date.IsSame(other.Date);
        if (Time is not null && other.Time is not null)
            return Time.IsSame(other.Time);
        if (Quantity is not null && other.Quantity is not null)
            return Quantity.IsSame(other.Quantity);
        if (Letter is not null && other.Letter is not null)
            return Letter == other.Letter;
        if (Letter is not null || other.Letter is not null)
            return Letter is null ? other.Choice?.IsSame(this) == true : Choice?.IsSame(other) == true;
        if (Expression is not null && Expression == other.Expression)
            return true;
        if (Truth is not null && other.Truth is not null)
            return Truth == other.Truth;
        return (IsWords || other.IsWords) && Quantity is null && other.Quantity is null && Date is null && other.Date is null && Time is null && other.Time is null && (Holds(Words, other.Words) || Holds(other.Words, Words));
    }

    public static IReadOnlyList<string> WordsOf(string text)
    {
        var plain = new StringBuilder();
        foreach (char c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                plain.Append(char.ToLowerInvariant(c));
        }

        List<string> words = [.. WordOrSign().Matches(plain.ToString()).Select(m => m.Value)];
        while (words.Count > 1 && words[0] is "the" or "a" or "an")
            words.RemoveAt(0);
        return words;
    }

    /// <summary>"Canberra, in Australia" holds "Canberra"; "not Canberra" does not.</summary>
    private static bool Holds(IReadOnlyList<string> longer, IReadOnlyList<string> shorter)
    {
        if (shorter.Count == 0 || longer.Count > shorter.Count + MostWordsBeside || shorter.Sum(word => word.Length) < 3)
            return false;
        if (longer.Any(word => word is "not" or "no" or "never" or "neither" or "or"))
            return false;
        return Enumerable.Range(0, Math.Max(0, longer.Count - shorter.Count + 1)).Any(start => longer.Skip(start).Take(shorter.Count).SequenceEqual(shorter));
    }

    private static bool? TruthOf(string word) => word switch
    {
        "yes" or "yep" or "yeah" or "true" or "correct" => true,
        "no" or "nope" or "nah" or "false" or "incorrect" => false,
        _ => null,
    };

    [GeneratedRegex(@"^(?:(?:option|choice|answer)\s+)?(?:\(?(?<letter>[A-H])\)?[.:]?|(?<letter>[A-H])[).:]\s(?!\p{L}\.)(?<text>.*)|\((?<letter>[A-H])\)\s(?<text>.*))$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Chosen();

    [GeneratedRegex(@"[\p{L}\p{N}]+(?:['’][\p{L}]+)?|[-+*/^=<>]")]
    private static partial Regex WordOrSign();
}
