namespace ResearchML.Torch;

/// <summary>libtorch, the native library behind TorchSharp, is missing or does not load on this machine.</summary>
/// <remarks>The message names the package to add, its version, and the reason the system gave.</remarks>
public sealed class TorchUnavailableException : InvalidOperationException
{
    /// <summary>Creates the exception with a default message.</summary>
    public TorchUnavailableException()
        : base("libtorch did not load.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing and which package brings it.</param>
    public TorchUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing and which package brings it.</param>
    /// <param name="innerException">What the system or TorchSharp reported.</param>
    public TorchUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
