using System.Text.RegularExpressions;
using ResearchML.Transforms;

namespace SentenceSplitting;

/// <summary>The floor: white space between a terminator and a capital or a digit.</summary>
internal sealed partial class RegexSplitter : SentenceSplitter
{
    protected override IEnumerable<int> FindEnds(string text)
    {
        for (Match match = Boundary().Match(text); match.Success; match = match.NextMatch())
            yield return match.Index;
    }

    [GeneratedRegex("""(?<=[.?!]["')\]]*)\s+(?=["'(\[]*[A-Z0-9])""")]
    private static partial Regex Boundary();
}
