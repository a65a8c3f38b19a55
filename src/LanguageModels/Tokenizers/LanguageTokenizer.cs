using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>Text to token ids and back. Immutable and thread-safe.</summary>
public abstract class LanguageTokenizer
{
    private protected LanguageTokenizer(ChatTemplate? chatTemplate = null) => ChatTemplate = chatTemplate;

    /// <summary>Number of token ids, special ones included; ids run from 0 to one less.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The id that begins a text, or <see langword="null"/> where the tokenizer has none.</summary>
    public abstract int? BosId { get; }

    /// <summary>The id that ends a text, or <see langword="null"/>.</summary>
    public abstract int? EosId { get; }

    /// <summary>The id that fills up a batch, or <see langword="null"/>.</summary>
    public abstract int? PadId { get; }

    /// <summary>How a chat is written for the model, recognised from the tokenizer's files, or <see langword="null"/> where none is.</summary>
    public ChatTemplate? ChatTemplate { get; }

    /// <summary>The ids of a document, without BOS or EOS. Empty text gives none.</summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD. What spells a special token is ordinary text, so that no document can forge one.</param>
    /// <exception cref="InvalidOperationException">The regular expression that a <c>tokenizer.json</c> brought took more than three seconds to find one word of the text.</exception>
    public IReadOnlyList<int> Encode(string text) => Encode(text, specialTokens: false);

    /// <summary>The ids of a text, without BOS or EOS unless it spells them. Empty text gives none.</summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD.</param>
    /// <param name="specialTokens">Whether what spells a special token, such as <c>&lt;|im_end|&gt;</c>, is that token: for prompts whose every part is trusted.
    /// Added tokens that are not special are matched either way.</param>
    /// <exception cref="InvalidOperationException">The regular expression that a <c>tokenizer.json</c> brought took more than three seconds to find one word of the text.</exception>
    public abstract IReadOnlyList<int> Encode(string text, bool specialTokens);

    /// <summary>The ids of a text that is given in parts, as its sentences, and the part that each belongs to.</summary>
    /// <remarks>A token that straddles a boundary belongs to the part of its last character that is no white space, as " The" to the sentence that The begins.
    /// The ids are those of the whole text, but for texts with characters that the tokenizer has no token for: their parts are encoded one by one.</remarks>
    /// <param name="parts">The parts; their concatenation is the text.</param>
    /// <exception cref="ArgumentException">A part is null.</exception>
    /// <exception cref="InvalidOperationException">As in <see cref="Encode(string)"/>.</exception>
    public EncodedParts EncodeParts(IReadOnlyList<string> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.Contains(null!) ? throw new ArgumentException("A part is null.", nameof(parts)) : PartAlignment.Encode(this, parts);
    }

    /// <summary>The text of some ids; special ids are left out, and bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="tokens">Ids from 0 to <see cref="VocabularySize"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is out of that range.</exception>
    public abstract string Decode(IReadOnlyList<int> tokens);

    /// <summary>The id of the special token that is spelled so, or null.</summary>
    internal abstract int? FindSpecial(string content);

    /// <summary>How many bytes of UTF-8, white space aside, an id stands for; null where that is not known.</summary>
    internal abstract int? InkOf(int id);

    /// <summary>The text that the ids of a text spell, but for its white space.</summary>
    internal virtual string Spelled(string text) => WellFormed(text);

    /// <summary>The files that make this tokenizer, by name, as they stand in a checkpoint folder.</summary>
    internal abstract IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>A tokenizer of the 256 bytes of UTF-8 plus BOS (256), EOS (257) and PAD (258). It needs no file.</summary>
    public static LanguageTokenizer Bytes() => ByteTokenizer.Instance;

    /// <summary>Reads a SentencePiece model.</summary>
    /// <param name="path">Path of the <c>tokenizer.model</c> file.</param>
    /// <exception cref="CheckpointException">The file is missing or is not a SentencePiece model.</exception>
    public static LanguageTokenizer SentencePiece(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new SentencePieceTokenizer(CheckpointFolder.ReadFile(path), path);
    }

    /// <summary>One of OpenAI's published encodings, as tiktoken has it. It needs no file.</summary>
    /// <param name="encoding"><c>cl100k_base</c>, <c>o200k_base</c>, <c>r50k_base</c> or <c>gpt2</c>.</param>
    /// <exception cref="ArgumentException">There is no encoding of that name.</exception>
    public static LanguageTokenizer Tiktoken(string encoding)
    {
        ArgumentException.ThrowIfNullOrEmpty(encoding);
        return TiktokenEncoding.Find(encoding)?.Tokenizer
            ?? throw new ArgumentException($"There is no tiktoken encoding \"{encoding}\" here; known: {TiktokenEncoding.KnownNames}.", nameof(encoding));
    }

    /// <summary>Learns a byte-level BPE from texts. The same texts give the same tokenizer; <see cref="Save"/> writes it as Hugging Face's tokenizers library reads it.</summary>
    /// <param name="texts">Texts; null and empty ones count for nothing. Read once.</param>
    /// <param name="vocabularySize">Tokens, with the 256 bytes, BOS, EOS and PAD: from 259 to 16,777,216. Fewer come out where the texts have no more pairs to merge.</param>
    /// <param name="options">Progress and cancellation. Default: neither.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="vocabularySize"/> is out of its range.</exception>
    /// <exception cref="ArgumentException">There is no text.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TokenizerTrainingOptions.CancellationToken"/> was cancelled.</exception>
    public static LanguageTokenizer Train(IEnumerable<string?> texts, int vocabularySize, TokenizerTrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return BytePairTraining.Train(texts, vocabularySize, options ?? new TokenizerTrainingOptions());
    }

    /// <summary>Reads the tokenizer of a checkpoint folder.</summary>
    /// <param name="folder">A folder that holds <c>tokenizer.json</c>, <c>tokenizer.model</c>, or <c>vocab.json</c> and <c>merges.txt</c>, or was written by
    /// <see cref="Save"/>. docs/tokenizers.md says which counts where there are several, and what is supported of each.</param>
    /// <exception cref="CheckpointException">The folder holds no tokenizer that is supported, or a damaged one.</exception>
    public static LanguageTokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return TokenizerFiles.Read(name => CheckpointFolder.ReadFileIfPresent(Path.Combine(folder, name)), folder);
    }

    /// <summary>Writes the tokenizer's files into a folder, which is made if it does not exist, in place of another's.</summary>
    /// <param name="folder">Path of the folder. Tokenizer files in it that this one does not have, a <c>chat_template.jinja</c> among them, are deleted.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        foreach ((string name, byte[] content) in Files)
            CheckpointFolder.WriteFile(Path.Combine(folder, name), stream => stream.Write(content));
        // Another's that stayed behind would be read with these. They go last: stopped before that, the folder still holds whole files.
        foreach (string name in TokenizerFiles.Names.Except(Files.Keys))
            File.Delete(Path.Combine(folder, name));
    }

    /// <summary>In UTF-8 a lone surrogate is U+FFFD: made so at once, no later step has to think of it.</summary>
    internal static string WellFormed(string text) =>
        text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;

    private protected void CheckIds(IReadOnlyList<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        foreach (int id in tokens)
        {
            if ((uint)id >= (uint)VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(tokens), id, $"Token id {id} is not in the vocabulary: ids run from 0 to {VocabularySize - 1}.");
        }
    }
}
