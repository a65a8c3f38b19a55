using System.Buffers.Text;
using System.IO.Compression;
using System.Reflection;
using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>An encoding that OpenAI published: ranks, pattern, special tokens. The ranks lie in the packages Microsoft.ML.Tokenizers.Data.*.</summary>
/// <remarks>Patterns and special tokens: tiktoken, tiktoken_ext/openai_public.py.</remarks>
internal sealed class TiktokenEncoding
{
    /// <summary>How our tokenizer_config.json names this kind of tokenizer; the field "encoding" names which.</summary>
    public const string ClassName = "ResearchML.TiktokenTokenizer";

    private const string EndOfText = "<|endoftext|>";

    private static readonly TiktokenEncoding[] Known =
    [
        new("cl100k_base", "Cl100kBase", WordPattern.Cl100k,
            (EndOfText, 100257), ("<|fim_prefix|>", 100258), ("<|fim_middle|>", 100259), ("<|fim_suffix|>", 100260), ("<|endofprompt|>", 100276)),
        new("o200k_base", "O200kBase", WordPattern.O200k, (EndOfText, 199999), ("<|endofprompt|>", 200018)),
        new("r50k_base", "R50kBase", WordPattern.Gpt2, (EndOfText, 50256)),
        new("gpt2", "R50kBase", WordPattern.Gpt2, (EndOfText, 50256)), // the same ranks under an older name
    ];

    private readonly string _name, _data, _pattern;
    private readonly AddedToken[] _special;
    private readonly Lazy<BytePairTokenizer> _tokenizer;

    private TiktokenEncoding(string name, string data, string pattern, params (string Content, int Id)[] special)
    {
        (_name, _data, _pattern) = (name, data, pattern);
        _special = [.. special.Select(s => new AddedToken(s.Id, s.Content, Special: true, Normalized: false))];
        _tokenizer = new Lazy<BytePairTokenizer>(Make);
    }

    public static string KnownNames { get; } = string.Join(", ", Known.Select(k => k._name));

    /// <summary>One instance a process: the largest takes some 50 MB.</summary>
    public LanguageTokenizer Tokenizer => _tokenizer.Value;

    public static TiktokenEncoding? Find(string name) => Array.Find(Known, k => k._name == name);

    /// <summary>Reads lines of a token's bytes in base64 and its rank; the rank alone may be missing and is then the line's number.</summary>
    /// <exception cref="FormatException">A line is something else.</exception>
    public static byte[]?[] ReadRanks(ReadOnlySpan<byte> file)
    {
        var tokens = new List<byte[]?>();
        int number = 0;
        int limit = AddedToken.VocabularyIdLimit(file.Count((byte)'\n') + 1);
        foreach (Range range in file.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = file[range].TrimEnd((byte)'\r');
            number++;
            if (line.IsEmpty || line.StartsWith("Capacity:"u8))
                continue;
            int space = line.IndexOf((byte)' ');
            ReadOnlySpan<byte> text = space < 0 ? line : line[..space];
            int rank = tokens.Count;
            if (space >= 0 && !(Utf8Parser.TryParse(line[(space + 1)..], out rank, out int read) && read == line.Length - space - 1 && rank >= 0 && rank < limit))
                throw new FormatException($"line {number} does not end with a rank below {limit}");
            var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
            if (Base64.DecodeFromUtf8(text, bytes, out int used, out int length) != System.Buffers.OperationStatus.Done || used != text.Length || length == 0)
                throw new FormatException($"line {number} does not begin with base64");
            if (length > BytePairMerges.MaximumTokenBytes)
                throw new FormatException($"line {number} holds a token of {length} bytes, and at most {BytePairMerges.MaximumTokenBytes} are supported");
            while (tokens.Count <= rank)
                tokens.Add(null);
            tokens[rank] = bytes[..length];
        }
        return [.. tokens];
    }

    private BytePairTokenizer Make()
    {
        var model = new BytePairModel(BytePairMerges.FromRanks(Ranks()), ignoreMerges: true) { Patterns = [WordPattern.For(_pattern)] };
        string config = $$"""
            {
              "tokenizer_class": "{{ClassName}}",
              "encoding": "{{_name}}"
            }

            """;
        return new BytePairTokenizer(model, new AddedTokens(_special), new SpecialIds(null, _special[0].Id, null),
            new Dictionary<string, byte[]> { [TokenizerFiles.Config] = Encoding.UTF8.GetBytes(config) });
    }

    internal byte[]?[] Ranks()
    {
        // The data packages have no public type, only this resource; Microsoft.ML.Tokenizers itself reads it so.
        string file = (_name == "gpt2" ? "r50k_base" : _name) + ".tiktoken.deflate";
        Assembly package = Assembly.Load("Microsoft.ML.Tokenizers.Data." + _data);
        using Stream resource = package.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"The assembly {package.GetName().Name} has no resource '{file}'.");
        using var inflated = new DeflateStream(resource, CompressionMode.Decompress);
        var content = new MemoryStream();
        inflated.CopyTo(content);
        return ReadRanks(content.GetBuffer().AsSpan(0, (int)content.Length));
    }
}
