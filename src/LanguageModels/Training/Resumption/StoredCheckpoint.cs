using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>A checkpoint's file that is whole, by a hash over all its bytes.</summary>
/// <param name="Path">The file.</param>
/// <param name="State">Where its run stood.</param>
/// <param name="Identity">What run it is of.</param>
internal sealed record StoredCheckpoint(string Path, TrainingState State, RunIdentity Identity)
{
    private const string StateKey = "state", HashKey = "hash", NoHash = "0000000000000000";

    // A held-out loss that was not measured yet is infinite.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes a file that appears whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, TrainingState state, RunIdentity identity, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        KeyValuePair<string, Tensor>[] all = [.. tensors];
        var metadata = new Dictionary<string, string>(identity.Parts) { [StateKey] = JsonSerializer.Serialize(state, Json), [HashKey] = NoHash };
        metadata[HashKey] = Fingerprint.Of(stream => SafetensorsFile.Write(stream, all, metadata));
        SafetensorsFile.Write(path, all, metadata);
    }

    /// <summary>Reads all of a file and sees that it is as it was written; its tensors are left where they are.</summary>
    /// <exception cref="SafetensorsException">It is damaged.</exception>
    /// <exception cref="CheckpointException">It is whole, and of another version of this library.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static StoredCheckpoint Open(string path)
    {
        Dictionary<string, string> metadata;
        using (SafetensorsFile file = SafetensorsFile.Open(path))
            metadata = new(file.Metadata);
        if (!metadata.Remove(HashKey, out string? hash))
            throw OtherVersion(path, "has no hash of its content");
        if (HashOf(path, hash) != hash)
            throw new SafetensorsException($"'{path}': its content is not what was written.");
        metadata.Remove(StateKey, out string? text);
        try
        {
            if (JsonSerializer.Deserialize<TrainingState>(text ?? "", Json) is { } state)
                return new StoredCheckpoint(path, state, RunIdentity.FromMetadata(metadata));
        }
        catch (JsonException)
        {
        }
        throw OtherVersion(path, "does not say where its run stood");
    }

    /// <summary>Reads the file's tensors into a run's.</summary>
    /// <param name="tensors">All tensors of the run, by name.</param>
    /// <exception cref="CheckpointException">It does not have them.</exception>
    public void ReadInto(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Path);
        KeyValuePair<string, Tensor>[] all = [.. tensors];
        foreach ((string name, Tensor tensor) in all)
        {
            if (!file.Contains(name))
                throw OtherVersion(Path, $"has no tensor '{name}'");
            if (!file[name].Shape.SequenceEqual(tensor.shape))
                throw new CheckpointException($"Checkpoint '{Path}': tensor '{name}' has shape [{string.Join(", ", file[name].Shape)}], and this run's has [{string.Join(", ", tensor.shape)}].");
        }
        using var noGradients = no_grad();
        foreach ((string name, Tensor tensor) in all)
            file.ReadInto(name, tensor);
    }

    // As it was before the hash stood in it.
    private static string HashOf(string path, string hash)
    {
        using FileStream file = File.OpenRead(path);
        var length = new byte[sizeof(ulong)];
        file.ReadExactly(length);
        var header = new byte[BinaryPrimitives.ReadUInt64LittleEndian(length)];
        file.ReadExactly(header);
        byte[] before = Encoding.UTF8.GetBytes($"\"{HashKey}\":\""), own = Encoding.UTF8.GetBytes(hash);
        int at = header.AsSpan().IndexOf([.. before, .. own]);
        if (at >= 0)
            header.AsSpan(at + before.Length, own.Length).Fill((byte)NoHash[0]);
        return Fingerprint.Of(stream =>
        {
            stream.Write(length);
            stream.Write(header);
            file.CopyTo(stream, 1 << 20);
        });
    }

    private static CheckpointException OtherVersion(string path, string why) =>
        new($"Checkpoint '{path}' {why}: it was written by another version of the objective or of this library. Name another folder, or remove the checkpoints.");
}
