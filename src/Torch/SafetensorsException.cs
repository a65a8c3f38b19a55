namespace ResearchML.Torch;

/// <summary>A safetensors file that breaks the format, or a tensor in it that cannot be read.</summary>
/// <remarks>The message names the file and the tensor or field at fault.</remarks>
public sealed class SafetensorsException : FormatException
{
    /// <summary>Creates the exception with a default message.</summary>
    public SafetensorsException()
        : base("The safetensors data are not valid.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The file, the tensor or field, what was expected and what came.</param>
    public SafetensorsException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The file, the tensor or field, what was expected and what came.</param>
    /// <param name="innerException">What the JSON reader or the stream reported.</param>
    public SafetensorsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
