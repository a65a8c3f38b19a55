namespace ResearchML.LanguageModels;

/// <summary>A checkpoint folder or a part of it is missing, damaged, or describes a model that is not supported. The message names the file and the field.</summary>
public sealed class CheckpointException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was expected, what came, and in which file.</param>
    /// <param name="innerException">What was caught, if anything.</param>
    public CheckpointException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
