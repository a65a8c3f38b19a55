namespace ResearchML.LanguageModels;

/// <summary>Finds the tokenizer among the files of a checkpoint, wherever they are kept: a folder or an ML.NET model file.</summary>
internal static class TokenizerFiles
{
    public const string Config = "tokenizer_config.json";
    public const string SentencePieceModel = "tokenizer.model";

    /// <summary>Names of the files that any supported tokenizer may consist of.</summary>
    public static IReadOnlyList<string> Names { get; } = [Config, SentencePieceModel];

    /// <param name="read">The content of the file of that name, or <see langword="null"/> where there is none.</param>
    /// <param name="place">What errors call the place.</param>
    /// <exception cref="CheckpointException">There is no tokenizer that is supported, or a damaged one.</exception>
    public static LanguageTokenizer Read(Func<string, byte[]?> read, string place)
    {
        if (read(SentencePieceModel) is byte[] model)
            return new SentencePieceTokenizer(model, Path.Combine(place, SentencePieceModel));
        string? className = read(Config) is byte[] config ? JsonFields.Parse(config, Path.Combine(place, Config)).Text("tokenizer_class") : null;
        if (className == ByteTokenizer.ClassName)
            return ByteTokenizer.Instance;
        throw new CheckpointException($"'{place}' holds no supported tokenizer{(className is null ? "" : $" (\"{className}\" is not supported)")}: expected {SentencePieceModel} (SentencePiece), or a {Config} of the byte tokenizer.");
    }
}
