using System.Text;
using Microsoft.ML.Tokenizers;
using SentencePieceModel = Microsoft.ML.Tokenizers.SentencePieceTokenizer;

namespace ResearchML.LanguageModels;

/// <summary>A SentencePiece model, read by Microsoft.ML.Tokenizers.</summary>
/// <remarks>Kudo and Richardson 2018, arXiv:1808.06226.</remarks>
internal sealed class SentencePieceTokenizer : LanguageTokenizer
{
    private readonly SentencePieceModel _model;

    public SentencePieceTokenizer(byte[] file, string name)
    {
        try
        {
            using var stream = new MemoryStream(file);
            _model = SentencePieceModel.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
            VocabularySize = _model.Vocabulary.Count;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new CheckpointException($"'{name}' is not a SentencePiece model: {e.Message}", e);
        }
        Files = new Dictionary<string, byte[]> { [TokenizerFiles.SentencePieceModel] = file };
    }

    public override int VocabularySize { get; }

    public override int? BosId => Present(_model.BeginningOfSentenceId);

    public override int? EosId => Present(_model.EndOfSentenceId);

    public override int? PadId => null;

    internal override IReadOnlyDictionary<string, byte[]> Files { get; }

    public override IReadOnlyList<int> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string normalized = Normalize(WellFormed(text));
        return normalized.Length == 0 ? [] : _model.EncodeToIds(normalized, addBeginningOfSentence: false, addEndOfSentence: false, considerNormalization: false);
    }

    public override string Decode(IReadOnlyList<int> tokens)
    {
        CheckIds(tokens);
        return _model.Decode(tokens, considerSpecialTokens: false);
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

    // The library passes over a lone surrogate; in UTF-8, and so in every other tokenizer, it is U+FFFD.
    private static string WellFormed(string text) =>
        text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;

    private int? Present(int id) => id >= 0 && id < VocabularySize ? id : null;
}
