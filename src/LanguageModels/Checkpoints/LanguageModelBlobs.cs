using ResearchML.Torch;
using TorchSharp;

namespace ResearchML.LanguageModels;

/// <summary>A model within ML.NET's model file: the same files as a checkpoint folder, as named blobs.</summary>
public static class LanguageModelBlobs
{
    /// <summary>Writes a model beside a transformer's own state.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">What.</param>
    /// <exception cref="IOException">The model file cannot be written.</exception>
    public static void WriteLanguageModel(this TransformerWriter writer, LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(model);
        using var scope = torch.NewDisposeScope();
        writer.WriteBlob(CheckpointFolder.Config, stream => stream.Write(ModelConfigFile.Write(model, model.Decoder.DataType)));
        writer.WriteBlob(CheckpointFolder.Weights, stream => SafetensorsFile.Write(stream, DecoderWeights.Named(model.Decoder, model.Decoder.DataType), CheckpointFolder.WeightsMetadata));
        writer.Writer.Write(model.Tokenizer.Files.Count);
        foreach ((string name, byte[] content) in model.Tokenizer.Files)
        {
            writer.Writer.Write(name);
            writer.WriteBlob(name, stream => stream.Write(content));
        }
    }

    /// <summary>Reads what <see cref="WriteLanguageModel"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="device">Where the weights go.</param>
    /// <returns>A model that the caller owns.</returns>
    /// <exception cref="CheckpointException">A part is damaged or disagrees with another.</exception>
    /// <exception cref="SafetensorsException">The weights are damaged.</exception>
    /// <exception cref="TorchUnavailableException">No libtorch could be loaded.</exception>
    public static LanguageModel ReadLanguageModel(this TransformerReader reader, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(reader);
        const string Place = "the model file";
        ModelConfigFile config = reader.ReadBlob(CheckpointFolder.Config, stream => ModelConfigFile.Read(ReadAll(stream), CheckpointFolder.Config));
        var files = new Dictionary<string, byte[]>();
        int count = reader.ReadCount(TokenizerFiles.Names.Count);
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            if (!TokenizerFiles.Names.Contains(name))
                throw new CheckpointException($"{Place} names the tokenizer file '{name}', which this version of ResearchML does not know.");
            files[name] = reader.ReadBlob(name, ReadAll);
        }
        LanguageTokenizer tokenizer = TokenizerFiles.Read(name => files.GetValueOrDefault(name), Place);
        if (VocabularyFit.Mismatch(config.Decoder.VocabularySize!.Value, tokenizer, Place) is string mismatch)
            throw new CheckpointException(mismatch);
        return reader.ReadBlob(CheckpointFolder.Weights, stream =>
        {
            using SafetensorsFolder file = SafetensorsFolder.Open(stream, leaveOpen: true);
            return new LanguageModel(DecoderWeights.Load(config.Decoder, file, new LoadModelOptions(), device), tokenizer, config.EndTokens);
        });
    }

    private static byte[] ReadAll(Stream stream)
    {
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
