using System.Buffers;
using System.Text;

namespace ResearchML.Transforms;

/// <summary>Splits sentences by rules and by a list of words per language.</summary>
/// <remarks>
/// The rules, each a line or two below:
/// <list type="bullet">
/// <item><description>(1) An empty line ends a sentence; a single line break does not, unless <see cref="SentenceSplitterOptions.LineBreaksEnd"/> says so.</description></item>
/// <item><description>(2) A run of . ? ! … ends one together with the quotation marks and brackets that close after it. White space must follow: "3.14", "a.b.com". After 。！？ and their like nothing need follow.</description></item>
/// <item><description>(3) It does not where a small letter or a comma and its like follows: "Stop!" he said.</description></item>
/// <item><description>(4) It does not where the quotation goes on with who spoke: "Why?" Tom asked.</description></item>
/// <item><description>(5) An ellipsis ends one where a capital follows that is not "I", and four periods wherever (3) allows.</description></item>
/// <item><description>(6) The period after "Dr." never does.</description></item>
/// <item><description>(7) The period after "No." does unless a number follows.</description></item>
/// <item><description>(8) The period after "Inc.", "U.S.", "J.", and after a word without a vowel, does where one follows of the words that open sentences and are else small ("The", "He").</description></item>
/// <item><description>(9) A number or letter at the sentence's start is a list's: "1. First". In German small numbers are ordinals and obey (8).</description></item>
/// <item><description>(10) Any other period does.</description></item>
/// </list>
/// Linear in the text's length, whatever the text. The rules are this repository's own; that a small closed class of words after an abbreviation tells a boundary is
/// what Kiss and Strunk 2006 use as well (Unsupervised Multilingual Sentence Boundary Detection, Computational Linguistics 32(4), doi:10.1162/coli.2006.32.4.485: "frequent sentence starters"), who learn those words where we list them.
/// F1 on the Brown corpus, which was not read when the rules were written: bench/SentenceSplitting.
/// </remarks>
public sealed class RuleSentenceSplitter : SentenceSplitter, ISavedSentenceSplitter
{
    private const int LongestAttribution = 5; // words: "Why?" Mr. J. R. Smith asked
    private const int MostSavedWords = 1 << 20;
    private const byte Format = 1;

    private static readonly SearchValues<char> Numerals = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> Consonants = SearchValues.Create("bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ");

    private readonly LanguageWords _words;

    /// <summary>Reads the language's words.</summary>
    /// <param name="options">The language, and what to add to it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or a property of it is null.</exception>
    /// <exception cref="ArgumentException">The language is not known, or an abbreviation is no word.</exception>
    public RuleSentenceSplitter(SentenceSplitterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _words = new LanguageWords(options);
        Options = options with { Abbreviations = [.. options.Abbreviations], Titles = [.. options.Titles] };
    }

    /// <summary>The languages that there are words of.</summary>
    public static IReadOnlyList<string> Languages => LanguageWords.Languages;

    /// <summary>The options it was made with.</summary>
    public SentenceSplitterOptions Options { get; }

    static SentenceSplitter ISavedSentenceSplitter.Load(BinaryReader reader)
    {
        if (reader.ReadByte() is byte format and not Format)
            throw new InvalidDataException($"The model's sentence splitter is saved in format {format}, but this package reads {Format}. Update the package.");
        return new RuleSentenceSplitter(new SentenceSplitterOptions
        {
            Language = reader.ReadString(),
            LineBreaksEnd = reader.ReadBoolean(),
            Abbreviations = ReadWords(reader),
            Titles = ReadWords(reader),
        });

        static List<string> ReadWords(BinaryReader reader)
        {
            List<string> words = [];
            int count = reader.ReadInt32();
            if (count is < 0 or > MostSavedWords)
                throw new InvalidDataException($"A sentence splitter has from 0 to {MostSavedWords} words of the caller's, but the file says {count}.");
            while (words.Count < count)
                words.Add(reader.ReadString());
            return words;
        }
    }

    void ISavedSentenceSplitter.Save(BinaryWriter writer)
    {
        writer.Write(Format);
        writer.Write(Options.Language);
        writer.Write(Options.LineBreaksEnd);
        foreach (IReadOnlyList<string> words in (IReadOnlyList<string>[])[Options.Abbreviations, Options.Titles])
        {
            writer.Write(words.Count);
            foreach (string word in words)
                writer.Write(word);
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<int> FindEnds(string text)
    {
        for (int start = 0; start < text.Length;)
            yield return start = FindEnd(text, start);
    }

    /// <summary>The end of the sentence that starts at <paramref name="start"/>, with the white space after it.</summary>
    private int FindEnd(ReadOnlySpan<char> text, int start)
    {
        for (int at = start; ;)
        {
            int candidate = text[at..].IndexOfAny(SentenceScan.Candidates);
            if (candidate < 0)
                return text.Length;
            at += candidate;
            SentenceTerminator terminator = SentenceTerminator.Read(text, at);
            bool quoted = false;
            int closed = terminator.Length == 0 ? at : SentenceScan.SkipClosing(text, at + terminator.Length, _words.GuillemetsAreSpaced, out quoted);
            int next = SentenceScan.SkipWhiteSpace(text, closed, out int breaks);
            if (next == text.Length || breaks > (Options.LineBreaksEnd ? 0 : 1)) // (1)
                return next;
            if (terminator.IsWide || (terminator.Length > 0 && next > closed && Ends(text, start, at, terminator, quoted, next))) // (2)
                return next;
            at = next;
        }
    }

    private bool Ends(ReadOnlySpan<char> text, int start, int at, SentenceTerminator terminator, bool quoted, int next)
    {
        int first = SentenceScan.SkipOpening(text, next);
        Rune opens = SentenceScan.RuneAt(text, first);
        if (Rune.IsLower(opens) || SentenceScan.Continues(opens)) // (3)
            return false;
        if (terminator.IsPeriod)
            return EndsAfterWord(text, start, at, first, opens);
        if (quoted && IsAttributed(text, first)) // (4)
            return false;
        return terminator.IsMark || terminator.Dots > 3 || (Rune.IsLetter(opens) && (quoted || !IsWordI(text, first))); // (5)
    }

    private bool EndsAfterWord(ReadOnlySpan<char> text, int start, int at, int first, Rune opens)
    {
        int from = at;
        while (from > start && at - from <= SentenceScan.LongestWord && SentenceScan.IsWord(text[from - 1]))
            from--;
        ReadOnlySpan<char> word = text[from..at].TrimStart("'’-");
        AbbreviationKind kind = _words.Kind(word);
        if (kind == AbbreviationKind.None && word.Contains('-')) // "Lt.-Col."
        {
            word = word[(word.LastIndexOf('-') + 1)..];
            kind = _words.Kind(word);
        }
        return kind switch
        {
            AbbreviationKind.Never => false, // (6)
            AbbreviationKind.BeforeNumber => !Rune.IsDigit(opens), // (7)
            AbbreviationKind.Abbreviation => OpensSentence(text, first), // (8)
            _ when IsListMark(word) && Leads(text, start, from) => false, // (9)
            _ when LooksAbbreviated(word) || (_words.DigitsAreOrdinals && word.Length <= 2 && IsNumber(word)) => OpensSentence(text, first), // (8), (9)
            _ => true, // (10)
        };
    }

    private bool OpensSentence(ReadOnlySpan<char> text, int first)
    {
        int end = SentenceScan.SkipLetters(text, first);
        bool initial = end == first + 1 && end < text.Length && text[end] == '.'; // "J. A. Smith" has no article
        return !initial && _words.IsStart(text[first..end]);
    }

    // Tom asked, I asked, Mr. J. Smith asked; but not: The man asked nothing.
    private bool IsAttributed(ReadOnlySpan<char> text, int first)
    {
        int at = first;
        for (int count = 0; count < LongestAttribution; count++)
        {
            int end = SentenceScan.SkipLetters(text, at);
            ReadOnlySpan<char> word = text[at..end];
            if (count > 0 && _words.IsAttribution(word))
                return true;
            if (end == at || !char.IsUpper(word[0]) || (OpensSentence(text, at) && word is not "I"))
                return false;
            if (end < text.Length && text[end] == '.' && (word.Length == 1 || _words.Kind(word) == AbbreviationKind.Never))
                end++;
            if (end == text.Length || text[end] != ' ')
                return false;
            at = end + 1;
        }
        return false;
    }

    private static bool IsWordI(ReadOnlySpan<char> text, int first) => text[first..SentenceScan.SkipLetters(text, first)] is "I";

    private static bool IsNumber(ReadOnlySpan<char> word) => word.Length > 0 && !word.ContainsAnyExcept(Numerals);

    // "1", "2.3", "a", "IV". A year is none.
    private static bool IsListMark(ReadOnlySpan<char> word) => word.Length <= 6
        && ((IsNumber(word) && (word.Length <= 3 || word.Contains('.'))) || (word.Length == 1 && char.IsLetter(word[0])) || (word.Length > 0 && !word.ContainsAnyExcept("IVXLC")));

    private static bool Leads(ReadOnlySpan<char> text, int start, int from) => from - start <= SentenceScan.LongestWord
        && SentenceScan.SkipOpening(text, SentenceScan.SkipWhiteSpace(text[..from], start, out _)) >= from;

    private static bool LooksAbbreviated(ReadOnlySpan<char> word)
    {
        if (word.Length == 1)
            return char.IsLetter(word[0]);
        if (word.Contains('.')) // "U.S", "Ph.D", but not "node.js" or "3.14"
        {
            foreach (Range part in word.Split('.'))
            {
                if (word[part] is not { Length: >= 1 and <= 3 } letters || !IsLetters(letters))
                    return false;
            }
            return true;
        }
        // "Mfg", but not "NBC"
        return word.Length is >= 2 and <= 5 && !word.ContainsAnyExcept(Consonants) && word[1..].ContainsAnyInRange('a', 'z');
    }

    private static bool IsLetters(ReadOnlySpan<char> word)
    {
        foreach (char c in word)
        {
            if (!char.IsLetter(c))
                return false;
        }
        return true;
    }
}
