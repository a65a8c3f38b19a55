using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A model in Hugging Face's layout: <c>config.json</c>, <c>model.safetensors</c> and the tokenizer's files in one folder.</summary>
internal static class CheckpointFolder
{
    public const string Config = "config.json";
    public const string Weights = SafetensorsFolder.SingleFileName;
    private const string GenerationConfig = "generation_config.json";

    /// <exception cref="CheckpointException">A file is missing, damaged, or disagrees with another.</exception>
    public static LanguageModel Load(string folder, LoadModelOptions options, Device device)
    {
        if (!Directory.Exists(folder))
            throw new CheckpointException($"There is no folder '{folder}' to load a model from.");
        string configFile = Path.Combine(folder, Config), generationFile = Path.Combine(folder, GenerationConfig);
        ModelConfigFile config = ModelConfigFile.Read(ReadFile(configFile, ConfigLimit), configFile);
        IReadOnlyList<int> endTokens = ReadFileIfPresent(generationFile, ConfigLimit) is byte[] generation ? ModelConfigFile.ReadEndTokens(generation, generationFile) : [];
        LanguageTokenizer tokenizer = LanguageTokenizer.Load(folder);
        if (VocabularyFit.Mismatch(config.Decoder.VocabularySize!.Value, tokenizer, $"'{configFile}'") is string mismatch)
            throw new CheckpointException(mismatch);
        try
        {
            using SafetensorsFolder files = SafetensorsFolder.Open(folder);
            return new LanguageModel(DecoderWeights.Load(config.Decoder, files, options, device), tokenizer, config.EndTokens.Concat(endTokens));
        }
        catch (Exception e) when (e is SafetensorsException or FileNotFoundException)
        {
            throw new CheckpointException(e.Message, e);
        }
    }

    /// <summary>Writes every file under a temporary name and renames it. The weights come first: until they are whole, which takes
    /// nearly all the time, a model that was there before loads as it did. Then the old config goes and the new one comes last.</summary>
    public static void Save(LanguageModel model, string folder, long maximumShardBytes)
    {
        Directory.CreateDirectory(folder);
        using (NewDisposeScope())
            SafetensorsFolder.Write(folder, DecoderWeights.Named(model.Decoder, model.Decoder.StoredType), WeightsMetadata, maximumShardBytes);
        File.Delete(Path.Combine(folder, Config));
        File.Delete(Path.Combine(folder, GenerationConfig)); // its end tokens are in config.json
        model.Tokenizer.Save(folder);
        WriteFile(Path.Combine(folder, Config), stream => stream.Write(ModelConfigFile.Write(model, model.Decoder.StoredType)));
    }

    /// <summary>What Hugging Face's loader wants to find in a file of PyTorch weights.</summary>
    public static IReadOnlyDictionary<string, string> WeightsMetadata { get; } = new Dictionary<string, string> { ["format"] = "pt" };

    /// <summary>The largest tokenizers in use take about 20 MB.</summary>
    public const long TokenizerLimit = 256L << 20;

    /// <summary>Configs take some kilobytes, and up to twenty times their size in memory.</summary>
    private const long ConfigLimit = 256 << 10;

    public static byte[] ReadFile(string path, long limit = TokenizerLimit) =>
        ReadFileIfPresent(path, limit) ?? throw new CheckpointException($"There is no file '{path}'.");

    public static byte[]? ReadFileIfPresent(string path, long limit = TokenizerLimit)
    {
        if (!File.Exists(path))
            return null;
        // The length of what was opened: the path may be a link.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (stream.Length > limit)
            throw new CheckpointException($"'{path}' has {stream.Length} bytes; at most {limit} are expected.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    public static void WriteFile(string path, Action<Stream> write)
    {
        string temporary = path + "." + Path.GetRandomFileName() + ".tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
