namespace ResearchML.Torch;

/// <summary>How much the text of untrusted headers may make us allocate: the files' sizes plus a megabyte, for all files of a set together.</summary>
internal sealed class MemoryBudget
{
    private long _left = 900_000; // The megabyte, less a reserve for what is not counted: streams, exceptions, messages.

    /// <summary>Adds what a file's size allows.</summary>
    public void Grant(long bytes) => _left += bytes;

    /// <summary>Charges an allocation; false where it is not covered.</summary>
    public bool TryTake(long bytes) => (_left -= bytes) >= 0;
}
