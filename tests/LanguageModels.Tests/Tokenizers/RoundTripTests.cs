using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed partial class RoundTripTests
{
    private static readonly string[] Spellings =
        ["<|endoftext|>", "<|im_start|>", "<|begin_of_text|>", "<s>", "<tool>", "  ", "\r\n", " the", "'s", "123", "\t\t", "\u2028", "\uFEFF", "\u0085"];

    // Every code point that is no surrogate, those of a few dense ranges more often, and what spells tokens.
    private static readonly Gen<string> Character = Gen.OneOf(
        Gen.Int[0, 0x7F], Gen.Int[0x80, 0x24F], Gen.Int[0x300, 0x36F], Gen.Int[0x4E00, 0x9FFF], Gen.Int[0x1F300, 0x1FAFF], Gen.Int[0, 0xD7FF], Gen.Int[0xE000, 0xFFFF], Gen.Int[0x10000, 0x10FFFF])
        .Select(code => new Rune(code).ToString());

    private static readonly Gen<string> Text = Gen.OneOf(
        Character, Gen.Int[0, Spellings.Length - 1].Select(i => Spellings[i]))
        .List[0, 30].Select(parts => string.Concat(parts));

    [TestMethod]
    [DataRow("bytes")]
    [DataRow("cl100k_base")]
    [DataRow("o200k_base")]
    [DataRow("r50k_base")]
    [DataRow("learned")]
    [DataRow("with added tokens")]
    public void Decoding_gives_back_every_valid_string(string name)
    {
        LanguageTokenizer tokenizer = Make(name);
        Text.Sample(text => tokenizer.Decode(tokenizer.Encode(text)) == text, iter: 2000);
    }

    [TestMethod]
    [DataRow("cl100k_base")]
    [DataRow("with added tokens")]
    public void Half_a_surrogate_pair_comes_back_as_the_replacement_character(string name)
    {
        LanguageTokenizer tokenizer = Make(name);
        Gen.Char.Array[0, 40].Select(c => new string(c)).Sample(
            text => tokenizer.Decode(tokenizer.Encode(text)) == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), iter: 1000);
    }

    [TestMethod]
    public void Where_the_file_asks_for_composition_the_composed_string_comes_back()
    {
        LanguageTokenizer tokenizer = ChatTokenizer.Load(change: json => json["normalizer"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "NFC" });
        // Composed on both sides, because an added token stays apart from a mark that follows it.
        Text.Sample(text => CanonicalComposition.Normalize(tokenizer.Decode(tokenizer.Encode(text))) == CanonicalComposition.Normalize(text), iter: 1000);
    }

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void SentencePiece_gives_back_every_string_but_for_its_spaces()
    {
        // What stories260K's normalizer changes: spaces at both ends go, runs of them become one, and its own mark for a space is one.
        // (A model whose normalizer does more, NFKC say, gives back what that makes of the text.)
        LanguageTokenizer tokenizer = LanguageTokenizer.Load(SharedData.Require("models/stories260K"));
        Text.Sample(text => tokenizer.Decode(tokenizer.Encode(text)) == Spaces().Replace(text.Replace('▁', ' '), " ").Trim(' '), iter: 1000);
    }

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    private static LanguageTokenizer Make(string name) => name switch
    {
        "bytes" => LanguageTokenizer.Bytes(),
        "learned" => LanguageTokenizer.Train(["the users' 123 words <|begin_of_text|> and more words of the text"], 330),
        "with added tokens" => ChatTokenizer.Load(ChatTokenizer.Config),
        _ => LanguageTokenizer.Tiktoken(name),
    };
}
