using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ResearchML.Torch;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The checkpoints of one run in its folder, which it alone writes while this object lives.</summary>
internal sealed class TrainingCheckpoints : IDisposable
{
    private const string Prefix = "step-", Extension = ".safetensors", StateKey = "state", LockName = "lock";

    // A held-out loss that was not measured yet is infinite.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly CheckpointOptions _options;
    private readonly RunIdentity _identity;
    private readonly Action<string> _log;
    private readonly FileStream _lock;

    /// <summary>Makes the folder and takes it.</summary>
    /// <exception cref="InvalidOperationException">Another run has it.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public TrainingCheckpoints(CheckpointOptions options, RunIdentity identity, Action<string> log)
    {
        (_options, _identity, _log) = (options, identity, log);
        Directory.CreateDirectory(options.Folder);
        try
        {
            _lock = new FileStream(Path.Combine(options.Folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new InvalidOperationException($"Another training run is writing checkpoints into '{options.Folder}': give each run a folder of its own, or wait for it to end.", e);
        }
        // What a run that was killed while it wrote left behind: nobody else writes here.
        foreach (string unfinished in Directory.EnumerateFiles(options.Folder, $"{Prefix}*{Extension}.*.tmp"))
            File.Delete(unfinished);
    }

    /// <summary>Reads the last whole checkpoint into tensors, if one is to be resumed.</summary>
    /// <param name="tensors">All tensors of the run, by name.</param>
    /// <returns>Where that run stood, or <see langword="null"/>: begin.</returns>
    /// <exception cref="CheckpointException">It is another run's, or there is none where one is required, or some where none may be.</exception>
    public TrainingState? Resume(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        string[] found = [.. Files().OrderByDescending(f => f.Step).Select(f => f.Path)];
        if (_options.Resume == LanguageModels.Resume.Never)
            return found.Length == 0 ? null : throw new CheckpointException($"'{_options.Folder}' holds checkpoints of an earlier run, the last of them '{Path.GetFileName(found[0])}', and CheckpointOptions.Resume is Never: name another folder, or resume.");
        foreach (string path in found)
        {
            SafetensorsFile file;
            try
            {
                file = SafetensorsFile.Open(path);
            }
            catch (SafetensorsException e)
            {
                _log($"Checkpoint '{path}' is damaged and passed over: {e.Message}");
                continue;
            }
            using (file)
                return Read(file, path, tensors);
        }
        return _options.Resume == LanguageModels.Resume.Required
            ? throw new CheckpointException($"'{_options.Folder}' holds no whole checkpoint to resume from.")
            : null;
    }

    /// <summary>Writes a checkpoint, and removes those that need not be kept. A failure leaves the earlier ones as they are.</summary>
    /// <exception cref="IOException">It cannot be written, for want of space perhaps.</exception>
    public void Save(TrainingState state, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var metadata = new Dictionary<string, string>(_identity.Parts) { [StateKey] = JsonSerializer.Serialize(state, Json) };
        string path = Path.Combine(_options.Folder, FormattableString.Invariant($"{Prefix}{state.Step:D8}{Extension}"));
        try
        {
            SafetensorsFile.Write(path, tensors, metadata);
        }
        catch (IOException e)
        {
            string last = Files().OrderBy(f => f.Step).Select(f => Path.GetFileName(f.Path)).LastOrDefault() ?? "none";
            throw new IOException($"The checkpoint of step {state.Step} could not be written to '{_options.Folder}': {e.Message} The last that is there: {last}.", e);
        }
        foreach ((int step, string old) in Files().OrderByDescending(f => f.Step).Skip(_options.Keep))
        {
            if (_options.Milestones is not int milestone || step % milestone != 0)
                File.Delete(old);
        }
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => _lock.Dispose();

    private TrainingState Read(SafetensorsFile file, string path, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        if (_identity.Difference(RunIdentity.FromMetadata(file.Metadata)) is string difference)
            throw new CheckpointException($"Checkpoint '{path}' is of another run: {difference}. Name another folder, or remove the checkpoints.");
        foreach ((string name, Tensor tensor) in tensors)
        {
            if (!file.Contains(name))
                throw new CheckpointException($"Checkpoint '{path}' has no tensor '{name}': it was written by another version of the objective or of this library.");
            if (!file[name].Shape.SequenceEqual(tensor.shape))
                throw new CheckpointException($"Checkpoint '{path}': tensor '{name}' has shape [{string.Join(", ", file[name].Shape)}], and this run's has [{string.Join(", ", tensor.shape)}].");
        }
        using (no_grad())
        {
            foreach ((string name, Tensor tensor) in tensors)
                file.ReadInto(name, tensor);
        }
        try
        {
            TrainingState? state = JsonSerializer.Deserialize<TrainingState>(file.Metadata.GetValueOrDefault(StateKey, ""), Json);
            if (state is { Step: >= 0, TokensSeen: >= 0, NextContext: >= 0 } && state.Elapsed >= TimeSpan.Zero)
                return state;
        }
        catch (JsonException)
        {
        }
        throw new CheckpointException($"Checkpoint '{path}' does not say where its run stood.");
    }

    private IEnumerable<(int Step, string Path)> Files()
    {
        foreach (string path in Directory.EnumerateFiles(_options.Folder, Prefix + "*" + Extension))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(path).AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int step))
                yield return (step, path);
        }
    }
}
