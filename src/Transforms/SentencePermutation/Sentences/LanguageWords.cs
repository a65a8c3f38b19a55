using System.Reflection;

namespace ResearchML.Transforms;

/// <summary>The words of a language that the rules ask for, from <c>Languages/*.txt</c>.</summary>
internal sealed class LanguageWords
{
    private const string Prefix = "Sentences.", Suffix = ".txt";

    private readonly Dictionary<string, AbbreviationKind> _abbreviations = [];
    private readonly HashSet<string> _starts = [], _attribution = [], _flags = [];
    private readonly Dictionary<string, AbbreviationKind>.AlternateLookup<ReadOnlySpan<char>> _abbreviation;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _start, _attributed;

    public LanguageWords(SentenceSplitterOptions options)
    {
        (_abbreviation, _start, _attributed) = (_abbreviations.GetAlternateLookup<ReadOnlySpan<char>>(), _starts.GetAlternateLookup<ReadOnlySpan<char>>(), _attribution.GetAlternateLookup<ReadOnlySpan<char>>());
        AddAbbreviations(options.Titles, AbbreviationKind.Never, nameof(options.Titles));
        AddAbbreviations(options.Abbreviations, AbbreviationKind.Abbreviation, nameof(options.Abbreviations));
        ReadLanguage(options.Language);
        DigitsAreOrdinals = _flags.Contains("ordinals");
        GuillemetsAreSpaced = _flags.Contains("spaced-guillemets");
    }

    public static IReadOnlyList<string> Languages { get; } =
        [.. from name in Assembly.GetExecutingAssembly().GetManifestResourceNames()
            where name.StartsWith(Prefix, StringComparison.Ordinal)
            let language = name[Prefix.Length..^Suffix.Length]
            orderby language
            select language];

    /// <summary>Whether a number of one or two digits before a period may be an ordinal: "am 3. Oktober".</summary>
    public bool DigitsAreOrdinals { get; }

    /// <summary>Whether a closing guillemet stands after a space.</summary>
    public bool GuillemetsAreSpaced { get; }

    public AbbreviationKind Kind(ReadOnlySpan<char> word) => _abbreviation.TryGetValue(word, out AbbreviationKind kind) ? kind : AbbreviationKind.None;

    /// <summary>Whether the word opens sentences and is capitalised hardly anywhere else.</summary>
    public bool IsStart(ReadOnlySpan<char> word) => _start.Contains(word);

    /// <summary>Whether the verb tells who spoke.</summary>
    public bool IsAttribution(ReadOnlySpan<char> word) => _attributed.Contains(word);

    private void ReadLanguage(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        using Stream stream = (Languages.Contains(language) ? Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + language + Suffix) : null)
            ?? throw new ArgumentException($"SentenceSplitterOptions.Language must be one of {string.Join(", ", Languages.Select(l => $"'{l}'"))}, but is '{language}'.", nameof(language));
        using var reader = new StreamReader(stream);
        string section = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            if (line.StartsWith('['))
                section = line;
            else
                Array.ForEach(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), word => Add(section, word));
        }
    }

    private void Add(string section, string word)
    {
        switch (section)
        {
            case "[flags]": _flags.Add(word); break;
            case "[never]": AddAbbreviation(word, AbbreviationKind.Never); break;
            case "[before-number]": AddAbbreviation(word, AbbreviationKind.BeforeNumber); break;
            case "[abbreviation]": AddAbbreviation(word, AbbreviationKind.Abbreviation); break;
            case "[starts]": _starts.UnionWith([word, word.ToUpperInvariant()]); break;
            case "[attribution]": _attribution.Add(word); break;
            default: throw new InvalidDataException($"'{word}' stands in the section '{section}', which is not known.");
        }
    }

    private void AddAbbreviations(IReadOnlyList<string> words, AbbreviationKind kind, string option)
    {
        ArgumentNullException.ThrowIfNull(words, option);
        foreach (string? word in words)
        {
            string bare = word?.EndsWith('.') == true ? word[..^1] : word ?? "";
            if (bare.Length is 0 or > SentenceScan.LongestWord || !bare.All(SentenceScan.IsWord))
            {
                throw new ArgumentException(
                    $"SentenceSplitterOptions.{option} must hold words of 1 to {SentenceScan.LongestWord} letters, digits, periods and apostrophes, but holds {(word is null ? "null" : $"'{word}'")}.", option);
            }
            AddAbbreviation(bare, kind);
        }
    }

    // Headlines are in capitals, and a sentence may begin with "E.g.".
    private void AddAbbreviation(string word, AbbreviationKind kind)
    {
        _abbreviations.TryAdd(word, kind);
        if (word.Length == 1)
            return; // "V." is an initial, whatever "v." is
        _abbreviations.TryAdd(word.ToUpperInvariant(), kind);
        _abbreviations.TryAdd(char.ToUpperInvariant(word[0]) + word[1..], kind);
    }
}
