using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>One id per byte of UTF-8, then BOS, EOS and PAD.</summary>
/// <remarks>Bytes as in ByT5 (Xue et al. 2022, arXiv:2105.13626), which puts its special ids first; here id = byte.</remarks>
internal sealed class ByteTokenizer : LanguageTokenizer
{
    public const string ClassName = "ResearchML.ByteTokenizer";
    private const int Bytes256 = 256;

    private ByteTokenizer()
    {
    }

    public static ByteTokenizer Instance { get; } = new();

    public override int VocabularySize => Bytes256 + 3;

    public override int? BosId => Bytes256;

    public override int? EosId => Bytes256 + 1;

    public override int? PadId => Bytes256 + 2;

    internal override IReadOnlyDictionary<string, byte[]> Files { get; } = new Dictionary<string, byte[]>
    {
        [TokenizerFiles.Config] = Encoding.UTF8.GetBytes($$"""
            {
              "tokenizer_class": "{{ClassName}}"
            }

            """),
    };

    internal override int? InkOf(int id) => id < Bytes256 ? PartAlignment.Ink([(byte)id]) : 0;

    internal override int? FindSpecial(string content) => null; // no string spells one

    public override IReadOnlyList<int> Encode(string text, bool specialTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var ids = new int[bytes.Length];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = bytes[i];
        return ids;
    }

    public override string Decode(IReadOnlyList<int> tokens)
    {
        CheckIds(tokens);
        var bytes = new byte[tokens.Count];
        int count = 0;
        foreach (int id in tokens)
        {
            if (id < Bytes256)
                bytes[count++] = (byte)id;
        }
        return Encoding.UTF8.GetString(bytes, 0, count);
    }
}
