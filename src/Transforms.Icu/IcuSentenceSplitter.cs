using System.Globalization;
using ICU4N.Globalization;
using ICU4N.Text;

namespace ResearchML.Transforms.Icu;

/// <summary>Splits sentences by ICU's rules, those of Unicode Standard Annex 29, section 5.</summary>
/// <remarks>
/// For <c>mlContext.Transforms.Text.SplitSentences(output, input, new IcuSentenceSplitter())</c>. Without ICU's "suppressions" of abbreviations: "Mr. Smith" is cut in two.
/// A program without cultures (<c>InvariantGlobalization</c>) must set <c>PredefinedCulturesOnly</c> to false, which ICU4N needs.
/// </remarks>
public sealed class IcuSentenceSplitter : SentenceSplitter, ISavedSentenceSplitter
{
    private const byte Format = 1;

    private readonly BreakIterator _prototype;

    /// <summary>Loads the rules of a language.</summary>
    /// <param name="language">A language or locale, as "en" or "el-GR". One without rules of its own has the general ones. Default "en".</param>
    /// <exception cref="ArgumentNullException"><paramref name="language"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The program allows no cultures.</exception>
    public IcuSentenceSplitter(string language = "en")
    {
        ArgumentNullException.ThrowIfNull(language);
        Language = language;
        try
        {
            _prototype = BreakIterator.GetSentenceInstance(new UCultureInfo(language));
        }
        catch (TypeInitializationException e) when (e.InnerException is CultureNotFoundException)
        {
            throw new InvalidOperationException("ICU4N needs cultures, and the program runs without (InvariantGlobalization). Set <PredefinedCulturesOnly>false</PredefinedCulturesOnly> in its project.", e);
        }
    }

    /// <summary>The language or locale it was made with.</summary>
    public string Language { get; }

    static SentenceSplitter ISavedSentenceSplitter.Load(BinaryReader reader) => reader.ReadByte() is byte format and not Format
        ? throw new InvalidDataException($"The model's sentence splitter is saved in format {format}, but this package reads {Format}. Update the package.")
        : new IcuSentenceSplitter(reader.ReadString());

    void ISavedSentenceSplitter.Save(BinaryWriter writer)
    {
        writer.Write(Format);
        writer.Write(Language);
    }

    /// <inheritdoc/>
    protected override IEnumerable<int> FindEnds(string text)
    {
        var iterator = (BreakIterator)_prototype.Clone(); // an iterator holds a text and a place in it
        iterator.SetText(text);
        iterator.First();
        for (int end = iterator.Next(); end != BreakIterator.Done; end = iterator.Next())
            yield return end;
    }
}
