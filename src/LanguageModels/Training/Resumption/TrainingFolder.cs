using System.Globalization;
using ResearchML.Torch;

namespace ResearchML.LanguageModels;

/// <summary>The folder of one run's checkpoints, which it alone writes while this object lives, and the last whole one that was there.</summary>
internal sealed class TrainingFolder : IDisposable
{
    private const string Prefix = "step-", Extension = ".safetensors", DamagedExtension = ".damaged", LockName = "lock";

    private readonly FileStream _lock;

    /// <summary>Makes the folder, takes it, and reads what is there. A damaged checkpoint is moved aside, so that it does not count as one of those to keep.</summary>
    /// <exception cref="CheckpointException">There is none where one is required, or some where none may be.</exception>
    /// <exception cref="InvalidOperationException">Another run has it.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public TrainingFolder(CheckpointOptions options, Action<string> log)
    {
        Options = options;
        Directory.CreateDirectory(options.Folder);
        try
        {
            _lock = new FileStream(Path.Combine(options.Folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (FileSharing.IsRefused(e))
        {
            throw new InvalidOperationException($"Another training run is writing checkpoints into '{options.Folder}': give each run a folder of its own, or wait for it to end.", e);
        }
        try
        {
            // What a run that was killed while it wrote left behind: nobody else writes here.
            foreach (string unfinished in Directory.EnumerateFiles(options.Folder, $"{Prefix}*{Extension}.*.tmp"))
                File.Delete(unfinished);
            Last = FindLast(log);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    public CheckpointOptions Options { get; }

    /// <summary>The checkpoint to go on from, or <see langword="null"/>: begin.</summary>
    public StoredCheckpoint? Last { get; }

    /// <summary>The checkpoints that are there, in no order.</summary>
    public IEnumerable<(int Step, string Path)> Files()
    {
        foreach (string path in Directory.EnumerateFiles(Options.Folder, Prefix + "*" + Extension))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(path).AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int step))
                yield return (step, path);
        }
    }

    /// <summary>Where the checkpoint of a step goes.</summary>
    public string PathOf(int step) => Path.Combine(Options.Folder, FormattableString.Invariant($"{Prefix}{step:D8}{Extension}"));

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => _lock.Dispose();

    private StoredCheckpoint? FindLast(Action<string> log)
    {
        string[] found = [.. Files().OrderByDescending(f => f.Step).Select(f => f.Path)];
        if (Options.Resume == Resume.Never)
            return found.Length == 0 ? null : throw new CheckpointException($"'{Options.Folder}' holds checkpoints of an earlier run, the last of them '{Path.GetFileName(found[0])}', and CheckpointOptions.Resume is Never: name another folder, or resume.");
        foreach (string path in found)
        {
            try
            {
                return StoredCheckpoint.Open(path);
            }
            catch (SafetensorsException e)
            {
                string aside = path + DamagedExtension;
                File.Move(path, aside, overwrite: true);
                log($"Checkpoint '{path}' is damaged and passed over: {e.Message} It is now '{aside}'.");
            }
        }
        return Options.Resume == Resume.Required ? throw new CheckpointException($"'{Options.Folder}' holds no whole checkpoint to resume from.") : null;
    }
}
