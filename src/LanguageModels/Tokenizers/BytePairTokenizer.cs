using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>Byte-level byte pair encoding with added tokens: GPT-2, Llama 3, Qwen, tiktoken's encodings, and what <see cref="BytePairTraining"/> makes.</summary>
internal sealed class BytePairTokenizer : LanguageTokenizer
{
    private readonly BytePairModel _model;
    private readonly AddedTokens _added;
    private readonly SpecialIds _ids;

    public BytePairTokenizer(BytePairModel model, AddedTokens added, SpecialIds ids, IReadOnlyDictionary<string, byte[]> files, ChatTemplate? chatTemplate = null)
        : base(chatTemplate)
    {
        (_model, _added, _ids, Files) = (model, added, ids, files);
        VocabularySize = Math.Max(model.Merges.Tokens.Count, added.IdLimit);
    }

    public override int VocabularySize { get; }

    public override int? BosId => _ids.Bos;

    public override int? EosId => _ids.Eos;

    public override int? PadId => _ids.Pad;

    internal override IReadOnlyDictionary<string, byte[]> Files { get; }

    public override IReadOnlyList<int> Encode(string text, bool specialTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = WellFormed(text);
        var ids = new List<int>(text.Length / 3);
        foreach ((string part, int id) in _added.Cut(text, specialTokens, _model.Normalize))
        {
            if (id >= 0)
                ids.Add(id);
            else
                _model.Encode(part, ids);
        }
        return ids;
    }

    public override string Decode(IReadOnlyList<int> tokens)
    {
        CheckIds(tokens);
        var bytes = new MemoryStream(tokens.Count * 4);
        foreach (int id in tokens)
            bytes.Write(BytesOf(id));
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    internal override int? InkOf(int id) => PartAlignment.Ink(BytesOf(id));

    internal override string Spelled(string text) => _model.Normalize(WellFormed(text));

    internal override int? FindSpecial(string content) => _added.FindSpecial(content);

    private ReadOnlySpan<byte> BytesOf(int id) =>
        _added.Find(id) is AddedToken added ? added.Special ? [] : Encoding.UTF8.GetBytes(added.Content)
        : id < _model.Merges.Tokens.Count ? _model.Merges.Tokens[id]
        : [];
}
