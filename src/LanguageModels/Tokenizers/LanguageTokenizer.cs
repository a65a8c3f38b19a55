namespace ResearchML.LanguageModels;

/// <summary>Text to token ids and back. Immutable and thread-safe.</summary>
public abstract class LanguageTokenizer
{
    private protected LanguageTokenizer()
    {
    }

    /// <summary>Number of token ids, special ones included; ids run from 0 to one less.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The id that begins a text, or <see langword="null"/> where the tokenizer has none.</summary>
    public abstract int? BosId { get; }

    /// <summary>The id that ends a text, or <see langword="null"/>.</summary>
    public abstract int? EosId { get; }

    /// <summary>The id that fills up a batch, or <see langword="null"/>.</summary>
    public abstract int? PadId { get; }

    /// <summary>The ids of a text, without BOS or EOS. Empty text gives none.</summary>
    /// <param name="text">Any text; a lone surrogate counts as U+FFFD.</param>
    public abstract IReadOnlyList<int> Encode(string text);

    /// <summary>The text of some ids; special ids are left out, and bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="tokens">Ids from 0 to <see cref="VocabularySize"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is out of that range.</exception>
    public abstract string Decode(IReadOnlyList<int> tokens);

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

    /// <summary>Reads the tokenizer of a checkpoint folder.</summary>
    /// <param name="folder">A folder that holds <c>tokenizer.model</c>, or was written by <see cref="Save"/>.</param>
    /// <exception cref="CheckpointException">The folder holds no tokenizer that is supported, or a damaged one.</exception>
    public static LanguageTokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return TokenizerFiles.Read(name => CheckpointFolder.ReadFileIfPresent(Path.Combine(folder, name)), folder);
    }

    /// <summary>Writes the tokenizer's files into a folder, which is made if it does not exist.</summary>
    /// <param name="folder">Path of the folder.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        foreach ((string name, byte[] content) in Files)
            CheckpointFolder.WriteFile(Path.Combine(folder, name), stream => stream.Write(content));
    }

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
