using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ResearchML.LanguageModels;

/// <summary>A regular expression that cuts text into words, none of which a merge may cross. What it matches is a word, and so is what lies between.</summary>
/// <remarks>
/// Tokenizer files have patterns for engines that see code points (Oniguruma, Rust). .NET's sees UTF-16: a letter beyond U+FFFF is two
/// surrogates to it and no letter. So each pair is shown to it as one character of the same general category. It also does not fold ſ to s.
/// </remarks>
internal sealed class WordPattern
{
    /// <summary>Radford et al. 2019 (GPT-2), encoder.py.</summary>
    public const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>Of Llama 3; of cl100k_base too, but for white space at the end of a text.</summary>
    public const string Llama3 = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>Of Qwen: Llama 3's with a token for each digit.</summary>
    public const string Qwen = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>Of tiktoken's cl100k_base since tiktoken 0.6.</summary>
    public const string Cl100k = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s+\z|\s*[\r\n]|\s+(?!\S)|\s";

    /// <summary>Of tiktoken's o200k_base.</summary>
    public const string O200k = @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>Of the pre-tokenizer "Digits".</summary>
    public const string Digit = @"\p{N}", Digits = @"\p{N}+";

    // The published ones have a few hundred characters.
    private const int MaximumLength = 4096;

    // For one word. A pattern whose time is linear needs milliseconds for the longest word of a text of 1 MB (WordPatternTests).
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(3);

    // These need no limit, because they were looked at; a file's own are not kept, because any number of them may come by.
    private static readonly string[] Published = [Gpt2, Llama3, Qwen, Cl100k, O200k, Digit, Digits];
    private static readonly ConcurrentDictionary<string, WordPattern> Known = new();

    // What the engines read alike. Left out: \w and \b (other sets), \h, \x, \u, scripts, possessive quantifiers, && and classes in
    // classes, "$" (Oniguruma's stands at the end of each line), options but i, names, and characters of two UTF-16 units.
    // Atomic, so that each part is read in one way only: the time is that of the pattern's length, not exponential in it.
    private static readonly Regex Readable = new(
        @"\A(?>(?:
            \\(?:[pP]\{(?:[LMNPSZC]|L[ultmo]|M[nce]|N[dlo]|P[cdseifo]|S[mcko]|Z[slp]|C[cfo])\} | [sSdDrntzA] | [^\p{L}\p{N}\p{C}])
          | \[\^?\]?(?:\\(?:[pP]\{(?:[LMNPSZC]|L[ultmo]|M[nce]|N[dlo]|P[cdseifo]|S[mcko]|Z[slp]|C[cfo])\} | [sSdDrnt] | [^\p{L}\p{N}\p{C}]) | (?!&&|-\[) [^\]\\\[\p{Cs}])+\]
          | \((?:\?(?:i?: | <?[=!] | >) | (?!\?)) | \)
          | (?:[*+?] | \{\d+(?:,\d*)?\})(?![+{*])\??
          | [|.^] | [^\\()\[\]{}*+?|.^$\p{Cs}]
        )*)\z", RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant);

    private readonly Regex _regex;

    private readonly string _pattern;

    private WordPattern(string pattern, TimeSpan matchLimit)
    {
        _pattern = pattern;
        string folded = pattern.Replace("(?i:'s|", "(?i:'[sſ]|", StringComparison.Ordinal).Replace("(?i:[sdmt]|", "(?i:[sſdmt]|", StringComparison.Ordinal);
        _regex = new Regex(folded, RegexOptions.Compiled | RegexOptions.CultureInvariant, matchLimit);
    }

    /// <summary>One for the pattern; a published one is compiled once a process.</summary>
    /// <exception cref="NotSupportedException">The pattern has what the engines do not read alike, or is too long.</exception>
    public static WordPattern For(string pattern) =>
        Published.Contains(pattern) ? Known.GetOrAdd(pattern, static p => new WordPattern(p, Regex.InfiniteMatchTimeout)) : For(pattern, MatchLimit);

    /// <summary>One for a pattern that a file brings.</summary>
    /// <param name="pattern">Any text.</param>
    /// <param name="matchLimit">The longest that one word may take.</param>
    /// <exception cref="NotSupportedException">The pattern has what the engines do not read alike, or is too long.</exception>
    public static WordPattern For(string pattern, TimeSpan matchLimit)
    {
        if (pattern.Length > MaximumLength)
            throw new NotSupportedException($"has {pattern.Length} characters, and at most {MaximumLength} are supported");
        if (!Readable.IsMatch(pattern))
            throw new NotSupportedException("has constructs that .NET does not read as the original engine does");
        try
        {
            return new WordPattern(pattern, matchLimit);
        }
        catch (ArgumentException e)
        {
            throw new NotSupportedException($"is not one that .NET reads ({e.Message})", e);
        }
    }

    /// <summary>Cuts each of some pieces of a text further.</summary>
    /// <param name="shown">The text as <see cref="Shown"/> gives it.</param>
    /// <param name="pieces">Start and length of each, in order.</param>
    /// <exception cref="InvalidOperationException">A file's pattern took longer than its limit for one word.</exception>
    public List<(int Start, int Length)> Cut(ReadOnlySpan<char> shown, List<(int Start, int Length)> pieces)
    {
        var words = new List<(int, int)>(shown.Length / 4);
        try
        {
            foreach ((int start, int length) in pieces)
                Cut(shown.Slice(start, length), start, words);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The tokenizer's pattern took more than {e.MatchTimeout.TotalSeconds} seconds to find one word of the text, and was stopped: {TokenizerFields.Shorten(_pattern, 200)}"), e);
        }
        return words;
    }

    private void Cut(ReadOnlySpan<char> piece, int start, List<(int, int)> words)
    {
        int done = 0;
        foreach (ValueMatch match in _regex.EnumerateMatches(piece))
        {
            if (match.Index > done)
                words.Add((start + done, match.Index - done));
            if (match.Length > 0)
                words.Add((start + match.Index, match.Length));
            done = match.Index + match.Length;
        }
        if (done < piece.Length)
            words.Add((start + done, piece.Length - done));
    }

    /// <summary>The text with one character for each code point: itself, or beyond U+FFFF another of its category.</summary>
    /// <param name="text">Well-formed UTF-16.</param>
    /// <param name="starts">Where each shown character begins in the text, and at last the text's length; null where nothing changed.</param>
    public static string Shown(string text, out int[]? starts)
    {
        starts = null;
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return text;
        char[] shown = ArrayPool<char>.Shared.Rent(text.Length);
        starts = new int[text.Length + 1];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            starts[count] = i;
            shown[count++] = char.IsSurrogatePair(text, i) ? StandIn(CharUnicodeInfo.GetUnicodeCategory(text, i++)) : text[i];
        }
        starts[count] = text.Length;
        string result = new(shown, 0, count);
        ArrayPool<char>.Shared.Return(shown);
        return result;
    }

    private static char StandIn(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => 'Þ',
        UnicodeCategory.LowercaseLetter => 'þ',
        UnicodeCategory.TitlecaseLetter => 'ᾈ',
        UnicodeCategory.ModifierLetter => 'ʰ',
        UnicodeCategory.OtherLetter => 'ª',
        UnicodeCategory.NonSpacingMark => '\u0300',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.EnclosingMark => '\u0488',
        UnicodeCategory.DecimalDigitNumber => '٠',
        UnicodeCategory.LetterNumber => 'Ⅰ',
        UnicodeCategory.OtherNumber => '²',
        UnicodeCategory.ConnectorPunctuation => '‿',
        UnicodeCategory.DashPunctuation => '‐',
        UnicodeCategory.OpenPunctuation => '‚',
        UnicodeCategory.ClosePunctuation => '⁆',
        UnicodeCategory.InitialQuotePunctuation => '«',
        UnicodeCategory.FinalQuotePunctuation => '»',
        UnicodeCategory.OtherPunctuation => '¡',
        UnicodeCategory.MathSymbol => '±',
        UnicodeCategory.CurrencySymbol => '¢',
        UnicodeCategory.ModifierSymbol => '¨',
        UnicodeCategory.OtherSymbol => '©',
        UnicodeCategory.Format => '\u200B',
        UnicodeCategory.PrivateUse => '\uE000',
        _ => '\u0378', // not assigned
    };
}
