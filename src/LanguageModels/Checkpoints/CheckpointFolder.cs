using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A model in Hugging Face's layout: <c>config.json</c>, <c>model.safetensors</c> and the tokenizer's files in one folder.</summary>
internal static class CheckpointFolder
{
    public const string Config = "config.json";
    public const string Weights = "model.safetensors";

    /// <exception cref="CheckpointException">A file is missing, damaged, or disagrees with another.</exception>
    public static LanguageModel Load(string folder, Device device)
    {
        if (!Directory.Exists(folder))
            throw new CheckpointException($"There is no folder '{folder}' to load a model from.");
        string configFile = Path.Combine(folder, Config), weightsFile = Path.Combine(folder, Weights);
        DecoderConfig config = LlamaConfig.Read(ReadFile(configFile), configFile);
        LanguageTokenizer tokenizer = LanguageTokenizer.Load(folder);
        if (VocabularyFit.Mismatch(config.VocabularySize!.Value, tokenizer, $"'{configFile}'") is string mismatch)
            throw new CheckpointException(mismatch);
        if (!File.Exists(weightsFile))
            throw new CheckpointException($"There is no file '{weightsFile}'.");
        using SafetensorsFile file = SafetensorsFile.Open(weightsFile);
        return new LanguageModel(DecoderWeights.Load(config, file, weightsFile, device), tokenizer);
    }

    /// <summary>Writes every file under a temporary name and renames it. The old config goes first and the new one comes last: a folder with a config is whole.</summary>
    public static void Save(LanguageModel model, string folder)
    {
        Directory.CreateDirectory(folder);
        File.Delete(Path.Combine(folder, Config));
        // A tokenizer of another kind that stayed behind would be taken for this model's.
        foreach (string name in TokenizerFiles.Names.Except(model.Tokenizer.Files.Keys))
            File.Delete(Path.Combine(folder, name));
        SafetensorsFile.Write(Path.Combine(folder, Weights), DecoderWeights.Named(model.Decoder), WeightsMetadata);
        model.Tokenizer.Save(folder);
        WriteFile(Path.Combine(folder, Config), stream => stream.Write(LlamaConfig.Write(model.Config, model.Tokenizer)));
    }

    /// <summary>What Hugging Face's loader wants to find in a file of PyTorch weights.</summary>
    public static IReadOnlyDictionary<string, string> WeightsMetadata { get; } = new Dictionary<string, string> { ["format"] = "pt" };

    public static byte[] ReadFile(string path) =>
        ReadFileIfPresent(path) ?? throw new CheckpointException($"There is no file '{path}'.");

    public static byte[]? ReadFileIfPresent(string path)
    {
        const long Limit = 256L << 20; // The largest tokenizers in use take about 20 MB.
        if (!File.Exists(path))
            return null;
        long length = new FileInfo(path).Length;
        return length <= Limit ? File.ReadAllBytes(path) : throw new CheckpointException($"'{path}' has {length} bytes; at most {Limit} are expected.");
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
