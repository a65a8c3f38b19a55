using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The checkpoints of one run: the one that it goes on from, and those that it writes.</summary>
internal sealed class TrainingCheckpoints(TrainingFolder folder, RunIdentity identity)
{
    /// <summary>Reads the checkpoint to go on from into tensors, if there is one.</summary>
    /// <param name="tensors">All tensors of the run, by name.</param>
    /// <returns>Where that run stood, or <see langword="null"/>: begin.</returns>
    /// <exception cref="CheckpointException">It is another run's.</exception>
    public TrainingState? Resume(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        if (folder.Last is not StoredCheckpoint last)
            return null;
        if (identity.Difference(last.Identity) is string difference)
            throw new CheckpointException($"Checkpoint '{last.Path}' is of another run: {difference}. Name another folder, or remove the checkpoints.");
        last.ReadInto(tensors);
        return last.State;
    }

    /// <summary>Writes a checkpoint, and removes those that need not be kept. A failure leaves the earlier ones as they are.</summary>
    /// <exception cref="IOException">It cannot be written, for want of space perhaps.</exception>
    public void Save(TrainingState state, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        try
        {
            StoredCheckpoint.Write(folder.PathOf(state.Step), state, identity, tensors);
        }
        catch (IOException e)
        {
            string last = folder.Files().OrderBy(f => f.Step).Select(f => Path.GetFileName(f.Path)).LastOrDefault() ?? "none";
            throw new IOException($"The checkpoint of step {state.Step} could not be written to '{folder.Options.Folder}': {e.Message} The last that is there: {last}.", e);
        }
        foreach ((int step, string old) in folder.Files().OrderByDescending(f => f.Step).Skip(folder.Options.Keep))
        {
            if (folder.Options.Milestones is not int milestone || step % milestone != 0)
                File.Delete(old);
        }
    }
}
