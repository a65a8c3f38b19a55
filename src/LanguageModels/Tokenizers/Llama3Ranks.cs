using System.Buffers.Text;

namespace ResearchML.LanguageModels;

/// <summary>Llama 3's original <c>tokenizer.model</c>: tiktoken's ranks, whose pattern and special tokens stand in Meta's code only.</summary>
/// <remarks>Special tokens: meta-llama/llama3, llama/tokenizer.py. Llama 3.1 gave other names to some of the reserved ones; the ids are the same.</remarks>
internal static class Llama3Ranks
{
    private const int SpecialTokens = 256;

    private static readonly string[] Named =
    [
        "<|begin_of_text|>", "<|end_of_text|>", "<|reserved_special_token_0|>", "<|reserved_special_token_1|>", "<|reserved_special_token_2|>",
        "<|reserved_special_token_3|>", "<|start_header_id|>", "<|end_header_id|>", "<|reserved_special_token_4|>", "<|eot_id|>",
    ];

    /// <summary>Whether the file begins with a line of base64 and a number; SentencePiece's begin with bytes that are neither.</summary>
    public static bool IsRankFile(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> line = file[..Math.Max(file.IndexOf((byte)'\n'), 0)].TrimEnd((byte)'\r');
        int space = line.IndexOf((byte)' ');
        return space > 0 && Base64.IsValid(line[..space]) && Utf8Parser.TryParse(line[(space + 1)..], out int _, out int read) && read == line.Length - space - 1;
    }

    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public static LanguageTokenizer Read(byte[] file, string name, TokenizerSettings settings, IReadOnlyDictionary<string, byte[]> files)
    {
        try
        {
            byte[]?[] tokens = TiktokenEncoding.ReadRanks(file);
            var model = new BytePairModel(BytePairMerges.FromRanks(tokens), ignoreMerges: true) { Patterns = [WordPattern.For(WordPattern.Llama3)] };
            AddedToken[] special = [.. Enumerable.Range(0, SpecialTokens).Select(i => new AddedToken(
                tokens.Length + i, i < Named.Length ? Named[i] : $"<|reserved_special_token_{i - 5}|>", Special: true, Normalized: false))];
            AddedToken[] added = [.. special.ExceptBy(settings.Added.Select(a => a.Id), s => s.Id), .. settings.Added];
            if (AddedTokens.Conflict(settings.Added, model.Merges.TextOf) is string conflict)
                throw new CheckpointException($"'{name}': {conflict}.");
            int? Find(string content) => added.LastOrDefault(a => a.Content == content)?.Id;
            SpecialIds ids = settings.Ids(Find, tokens.Length);
            return new BytePairTokenizer(model, new AddedTokens(added), ids with { Eos = ids.Eos ?? tokens.Length + 1 }, files, settings.ChatTemplate);
        }
        catch (FormatException e)
        {
            throw new CheckpointException($"'{name}' is not a file of tiktoken ranks: {e.Message}.", e);
        }
    }
}
