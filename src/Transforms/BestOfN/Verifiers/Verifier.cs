using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ResearchML.Transforms;

/// <summary>Tells which samples of a row are correct. Grading is exact and repeatable; nothing is asked of a model.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "Kind")]
[JsonDerivedType(typeof(ExactVerifier), "Exact")]
[JsonDerivedType(typeof(NumericVerifier), "Numeric")]
[JsonDerivedType(typeof(RegexVerifier), "Regex")]
[JsonDerivedType(typeof(MultipleChoiceVerifier), "MultipleChoice")]
public abstract record Verifier
{
    private protected Verifier()
    {
    }

    /// <summary>Name of the Text column of the answers; null where it reads none.</summary>
    internal abstract string? AnswerColumnName { get; }

    /// <summary>Name of the column of the options, a vector of Text; null where it reads none.</summary>
    internal virtual string? OptionsColumnName => null;

    /// <summary>Correct is a response that is the row's answer, character by character.</summary>
    /// <param name="answerColumnName">Name of a Text column. An empty answer is the row's error.</param>
    /// <param name="trim">Whether white space around both is left out. Default <see langword="true"/>.</param>
    /// <param name="ignoreCase">Whether case is left out, by the invariant culture's rules. Default <see langword="false"/>.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public static Verifier Exact(string answerColumnName, bool trim = true, bool ignoreCase = false) => new ExactVerifier(answerColumnName, trim, ignoreCase);

    /// <summary>Correct is a response whose number is the row's.</summary>
    /// <remarks>
    /// <para>The number of a text is that of its first <c>#### 42</c> at the end of a line, as GSM8K's solutions end (Cobbe et al. 2021, arXiv:2110.14168), else the last of its last <c>\boxed{}</c>, else the last that stands in it. The answer is read by the same rule.</para>
    /// <para>A number is digits, with commas between thousands or none, with decimals behind a point, a power of ten (6e5) and a sign right before it that is no minus between two operands (a hyphen, U+2212 or an en dash);
    /// or a fraction of whole numbers (3/4, 1 1/2, <c>\frac{-3}{4}</c>). A currency's sign before it, and a unit or % behind it, are not looked at: 50% is 50. Digits behind a letter (H2O) are none. 1.5 × 10^3, 1{,}000 and 10\,000 are read, a unit's power (5 m^2) is not. Roots, π and other powers (2^{10}, 2\sqrt{3}) are expressions and no number. Decimal commas, words, thousands after blanks and other bases are not read: of 3,5, 2.5 million, 1 234 and 0x10 the numbers 5, 2.5, 234 and 0 are.
    /// Numbers are compared as they are written, as exact fractions: .50 is 1/2, and 0.333 is not 1/3. One that a Double cannot hold (1e400), or of more than 400 digits, is equal to no other.</para>
    /// </remarks>
    /// <param name="answerColumnName">Name of a Text column. An answer without a number is the row's error.</param>
    /// <param name="tolerance">The largest difference that is taken for none: finite, at least 0. Default 0.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is negative or not finite.</exception>
    public static Verifier Numeric(string answerColumnName, double tolerance = 0) => new NumericVerifier(answerColumnName, tolerance);

    /// <summary>Correct is a response that a pattern matches; with answers, one whose last match is the row's answer.</summary>
    /// <remarks>No response, whatever a model writes, makes matching slow: <see cref="RegexOptions.NonBacktracking"/> is always on, and <see cref="RegexOptions.CultureInvariant"/>; and of a response of more than 16,384 characters the last match is the last that begins within its last 16,384, or else the first of all.</remarks>
    /// <param name="pattern">The pattern.</param>
    /// <param name="answerColumnName">Name of a Text column, that the last match's group <c>answer</c> is compared with, or else its first group, or else all of it, trimmed and case by case. An empty answer is
    /// the row's error. Default <see langword="null"/>: a match is enough.</param>
    /// <param name="options"><see cref="RegexOptions.IgnoreCase"/>, <see cref="RegexOptions.Multiline"/>, <see cref="RegexOptions.Singleline"/>, <see cref="RegexOptions.ExplicitCapture"/> and
    /// <see cref="RegexOptions.IgnorePatternWhitespace"/>. Default: none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="pattern"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="pattern"/> is no pattern, needs backtracking (lookarounds, back references, atomic groups and conditions do), or is too large. Or the column's name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another option is set.</exception>
    public static Verifier Regex(string pattern, string? answerColumnName = null, RegexOptions options = RegexOptions.None) => new RegexVerifier(pattern, answerColumnName, options);

    /// <summary>Correct is a response that chooses the row's option, by its letter. Its chance is 1/<paramref name="options"/>.</summary>
    /// <inheritdoc cref="MultipleChoice(string, string)" path="/remarks"/>
    /// <param name="answerColumnName">Name of a Text column: the letter, as B, b or (B). Another answer is the row's error.</param>
    /// <param name="options">How many options a question has: A, B and so on. From 2 to 26.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="options"/> is not from 2 to 26.</exception>
    public static Verifier MultipleChoice(string answerColumnName, int options) => new MultipleChoiceVerifier(answerColumnName, null, options);

    /// <summary>Correct is a response that chooses the row's option, by its letter or its text. Its chance is 1 over the number of options.</summary>
    /// <remarks>
    /// A response chooses what it marks as its answer ("Answer: B", "the answer is (B)", \boxed{B}, &lt;answer&gt;B&lt;/answer&gt;, "answer": "B" of JSON), the last mark where there are several; a mark that names two options chooses none.
    /// Without a mark it chooses the option that it begins with ("B\n\nThe reason ...", "B) Paris."); else the last that it says to choose ("it must be B", "so C"), else the last that it names and does not deny,
    /// unless that is named together with another. Named is a letter in brackets, before punctuation or a verb, or behind a word like "option"; the article A and the pronoun I are none. What stands before &lt;/think&gt; does not count.
    /// Of a long response the last 8,000 characters are read. English.
    /// </remarks>
    /// <param name="answerColumnName">Name of a Text column: the letter, as B, b or (B), or the option's text. Another answer is the row's error.</param>
    /// <param name="optionsColumnName">Name of a column of vectors of Text: the options' texts, 2 to 26 in a row, without letters.</param>
    /// <exception cref="ArgumentException">A name is null or empty.</exception>
    public static Verifier MultipleChoice(string answerColumnName, string optionsColumnName)
    {
        ArgumentException.ThrowIfNullOrEmpty(optionsColumnName);
        return new MultipleChoiceVerifier(answerColumnName, optionsColumnName, null);
    }

    /// <summary>Correct is what a function of yours says is correct. A pipeline with it works in memory and cannot be saved.</summary>
    /// <remarks>What it throws is the row's error: that sample counts neither in n nor in c. An <see cref="OperationCanceledException"/> ends the pass.</remarks>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="isCorrect">Takes a response and the row's answer, and tells whether the response is correct. It is called from several threads, and again for each pass.</param>
    /// <param name="answerColumnName">Name of a Text column. Default <see langword="null"/>: none, and the function is given an empty answer.</param>
    /// <exception cref="ArgumentException">A name is empty, or <paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="isCorrect"/> is null.</exception>
    public static Verifier Delegate(string name, Func<string, string, bool> isCorrect, string? answerColumnName = null) => new DelegateVerifier(name, isCorrect, answerColumnName);

    /// <summary>Grades one response, as the transform grades each sample.</summary>
    /// <param name="response">The response.</param>
    /// <param name="answer">The row's answer. Default: empty, for a verifier that reads none.</param>
    /// <param name="options">The row's options, for <see cref="MultipleChoice(string, string)"/>. Default: none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> or <paramref name="answer"/> is null.</exception>
    /// <exception cref="FormatException">The answer or the options are none of this verifier's.</exception>
    public bool IsCorrect(string response, string answer = "", IReadOnlyList<string>? options = null)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(answer);
        return For(answer, options ?? []).IsCorrect(response);
    }

    /// <summary>What grades the samples of a row.</summary>
    /// <param name="answer">The row's answer; empty where no column is read.</param>
    /// <param name="options">The row's options; none where no column is read.</param>
    /// <exception cref="FormatException">They are none of this verifier's.</exception>
    internal abstract RowVerifier For(string answer, IReadOnlyList<string> options);

    private protected static void RequireName(string? name, string parameter)
    {
        if (name is not null)
            ArgumentException.ThrowIfNullOrEmpty(name, parameter);
    }
}
