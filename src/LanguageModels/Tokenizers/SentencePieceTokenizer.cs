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
        return text.Length == 0 ? [] : _model.EncodeToIds(text, addBeginningOfSentence: false, addEndOfSentence: false);
    }

    public override string Decode(IReadOnlyList<int> tokens)
    {
        CheckIds(tokens);
        return _model.Decode(tokens, considerSpecialTokens: false);
    }

    private int? Present(int id) => id >= 0 && id < VocabularySize ? id : null;
}
