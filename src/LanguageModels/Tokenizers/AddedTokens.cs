using System.Buffers;

namespace ResearchML.LanguageModels;

/// <summary>Cuts a text at its added tokens, as Hugging Face's fast tokenizers do: the leftmost first, and of those that begin there the longest.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<int, AddedToken> _byId = [];
    private readonly Dictionary<string, AddedToken> _byContent = [];
    private readonly Finder[] _plain; // what a document may spell
    private readonly Finder[] _all; // with the control tokens

    /// <param name="tokens">Tokens; of two with one id or content the later counts.</param>
    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        foreach (AddedToken token in tokens)
            _byContent[token.Content] = token;
        foreach (AddedToken token in _byContent.Values)
            _byId[token.Id] = token;
        AddedToken[] all = [.. _byContent.Values];
        // Those that are looked for in the text as it came go first.
        _plain = [new Finder(all.Where(t => !t.Special && !t.Normalized)), new Finder(all.Where(t => !t.Special && t.Normalized))];
        _all = [new Finder(all.Where(t => !t.Normalized)), new Finder(all.Where(t => t.Normalized))];
    }

    /// <summary>Names a token whose id is another's too, so that the one would decode to the other; null where there is none.</summary>
    /// <param name="tokens">Tokens, of which some may repeat others.</param>
    /// <param name="textOf">The text that an id stands for in the vocabulary, or null where it stands for none.</param>
    public static string? Conflict(IEnumerable<AddedToken> tokens, Func<int, string?> textOf)
    {
        var contents = new Dictionary<int, string>();
        foreach (AddedToken token in tokens)
        {
            string other = contents.GetValueOrDefault(token.Id) ?? textOf(token.Id) ?? token.Content;
            if (other != token.Content)
                return $"the added token \"{TokenizerFields.Shorten(token.Content)}\" has the id {token.Id}, which belongs to \"{TokenizerFields.Shorten(other)}\"";
            contents[token.Id] = token.Content;
        }
        return null;
    }

    /// <summary>One more than the highest id, or 0.</summary>
    public int IdLimit => _byId.Count == 0 ? 0 : _byId.Keys.Max() + 1;

    public AddedToken? Find(int id) => _byId.GetValueOrDefault(id);

    /// <summary>The id of a control token, or null.</summary>
    public int? FindSpecial(string content) => _byContent.TryGetValue(content, out AddedToken? token) && token.Special ? token.Id : null;

    /// <summary>The parts of a text in order: stretches of text, normalized and never empty, with the id -1, and added tokens with theirs.</summary>
    public IEnumerable<(string Text, int Id)> Cut(string text, bool specialTokens, Func<string, string> normalize)
    {
        Finder[] finders = specialTokens ? _all : _plain;
        foreach ((string outer, int outerId) in finders[0].Cut(text))
        {
            if (outerId >= 0)
            {
                yield return (outer, outerId);
                continue;
            }
            foreach ((string, int) part in finders[1].Cut(normalize(outer)))
                yield return part;
        }
    }

    private sealed class Finder
    {
        private readonly SearchValues<string>? _any;
        private readonly Dictionary<string, int> _ids;
        private readonly int[] _lengths; // longest first

        public Finder(IEnumerable<AddedToken> tokens)
        {
            _ids = tokens.ToDictionary(t => t.Content, t => t.Id);
            _lengths = [.. _ids.Keys.Select(k => k.Length).Distinct().OrderDescending()];
            if (_ids.Count > 0)
                _any = SearchValues.Create([.. _ids.Keys], StringComparison.Ordinal);
        }

        public IEnumerable<(string Text, int Id)> Cut(string text)
        {
            int done = 0;
            while (_any is not null && text.AsSpan(done).IndexOfAny(_any) is >= 0 and int found)
            {
                if (found > 0)
                    yield return (text.Substring(done, found), -1);
                string token = LongestAt(text, done + found);
                yield return (token, _ids[token]);
                done += found + token.Length;
            }
            if (done < text.Length)
                yield return (done == 0 ? text : text[done..], -1);
        }

        private string LongestAt(string text, int start) =>
            _lengths.Where(n => start + n <= text.Length).Select(n => text.Substring(start, n)).First(_ids.ContainsKey);
    }
}
