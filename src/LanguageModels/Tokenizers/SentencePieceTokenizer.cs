using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;
using SentencePieceModel = Microsoft.ML.Tokenizers.SentencePieceTokenizer;

namespace ResearchML.LanguageModels;

/// <summary>A SentencePiece model, read by Microsoft.ML.Tokenizers, with the tokens that were added to it later.</summary>
/// <remarks>Kudo and Richardson 2018, arXiv:1808.06226. As in Hugging Face's fast tokenizers, text is cut at added tokens and each stretch between
/// is encoded alone, with a space put before it where the model does so.</remarks>
internal sealed class SentencePieceTokenizer : LanguageTokenizer
{
    private const char SpaceMark = '▁';

    private readonly SentencePieceModel _model;
    private readonly AddedTokens _added;
    private readonly string?[] _pieces;
    private readonly SpecialIds _ids;

    public SentencePieceTokenizer(byte[] file, string name)
        : this(file, name, null, new Dictionary<string, byte[]> { [TokenizerFiles.SentencePieceModel] = file })
    {
    }

    public SentencePieceTokenizer(byte[] file, string name, TokenizerSettings? settings, IReadOnlyDictionary<string, byte[]> files)
        : base(settings?.ChatTemplate)
    {
        try
        {
            using var stream = new MemoryStream(file);
            _model = SentencePieceModel.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
            _pieces = new string?[_model.Vocabulary.Count];
            foreach ((string piece, int id) in _model.Vocabulary)
                _pieces[id] = piece;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new CheckpointException($"'{name}' is not a SentencePiece model: {e.Message}", e);
        }
        if (AddedTokens.Conflict(settings?.Added ?? [], TextOf) is string conflict)
            throw new CheckpointException($"'{name}': {conflict}.");
        _added = new AddedTokens([.. ControlPieces(), .. settings?.Added ?? []]);
        VocabularySize = Math.Max(_pieces.Length, _added.IdLimit);
        int? Find(string content) => _added.FindSpecial(content) ?? (_model.Vocabulary.TryGetValue(content, out int id) ? id : null);
        SpecialIds ids = settings?.Ids(Find) ?? default;
        _ids = new SpecialIds(Present(_model.BeginningOfSentenceId), ids.Eos ?? Present(_model.EndOfSentenceId), ids.Pad);
        Files = files;
    }

    public override int VocabularySize { get; }

    public override int? BosId => _ids.Bos;

    public override int? EosId => _ids.Eos;

    public override int? PadId => _ids.Pad;

    internal override IReadOnlyDictionary<string, byte[]> Files { get; }

    internal override int? InkOf(int id)
    {
        if (_added.Find(id) is AddedToken added)
            return added.Special ? 0 : PartAlignment.Ink(Encoding.UTF8.GetBytes(added.Content));
        if (id == _model.UnknownId || id >= _pieces.Length || _pieces[id] is not string piece)
            return null;
        return IsByte(piece) && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value)
            ? PartAlignment.Ink([value])
            : PartAlignment.Ink(Encoding.UTF8.GetBytes(Spaced(piece)));
    }

    internal override string Spelled(string text) => Spaced(Normalize(WellFormed(text)));

    internal override int? FindSpecial(string content) => _added.FindSpecial(content);

    public override IReadOnlyList<int> Encode(string text, bool specialTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>(text.Length / 2);
        foreach ((string part, int id) in _added.Cut(WellFormed(text), specialTokens, static stretch => stretch))
        {
            if (id >= 0)
                ids.Add(id);
            else if (Normalize(part) is { Length: > 0 } normalized)
                ids.AddRange(_model.EncodeToIds(normalized, addBeginningOfSentence: false, addEndOfSentence: false, considerNormalization: false));
        }
        return ids;
    }

    public override string Decode(IReadOnlyList<int> tokens)
    {
        CheckIds(tokens);
        var text = new StringBuilder();
        var stretch = new List<int>();
        foreach (int id in tokens)
        {
            AddedToken? added = _added.Find(id);
            if (added is null && id < _pieces.Length)
                stretch.Add(id);
            else if (added is { Special: false })
                Flush(stretch, text).Append(added.Content);
        }
        return Flush(stretch, text).ToString();
    }

    private static string Spaced(string marked) => marked.Replace(SpaceMark, ' ');

    private StringBuilder Flush(List<int> stretch, StringBuilder text)
    {
        if (stretch.Count == 0)
            return text;
        // The model's decoder drops the space that encoding puts before a text, which within one is a space like any other.
        if (text.Length > 0 && _pieces[stretch[0]] is [SpaceMark, ..])
            text.Append(' ');
        text.Append(_model.Decode(stretch, considerSpecialTokens: false));
        stretch.Clear();
        return text;
    }

    private IEnumerable<AddedToken> ControlPieces()
    {
        foreach (int? id in (int?[])[Present(_model.BeginningOfSentenceId), Present(_model.EndOfSentenceId)])
        {
            if (id is int control && _pieces[control] is { Length: > 0 } piece)
                yield return new AddedToken(control, piece, Special: true, Normalized: false);
        }
    }

    // Microsoft.ML.Tokenizers 2.0.1 normalises a text of one character to nothing, and treats white space at the end otherwise
    // than SentencePiece does: a letter behind the text, taken off again, keeps both away. (2,326 texts agree with SentencePiece
    // itself; without it 381 did not.)
    private string Normalize(string text)
    {
        if (_model.Normalizer is not SentencePieceNormalizer normalizer || normalizer.TreatWhitespaceAsSuffix)
            return _model.Normalizer?.Normalize(text) ?? text;
        if (normalizer.RemoveExtraWhiteSpaces)
            text = text.Trim(' ');
        return text.Length == 0 ? "" : normalizer.Normalize(text + "a")[..^1];
    }

    // Published files give names of their own to pieces that no text encodes to, such as unused ones.
    private string? TextOf(int id) =>
        id < _pieces.Length && _pieces[id] is { Length: > 0 } piece && (IsByte(piece) || _model.EncodeToIds(piece, addBeginningOfSentence: false, addEndOfSentence: false, considerNormalization: false) is [var only] && only == id)
            ? piece : null;

    private static bool IsByte(string piece) => piece is ['<', '0', 'x', _, _, '>'];

    private int? Present(int id) => id >= 0 && id < _pieces.Length ? id : null;
}
