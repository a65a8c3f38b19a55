namespace ResearchML.Transforms;

/// <summary>A sentence has more tokens than the model sees at once, so that no window shows it whole.</summary>
public sealed class SentenceTooLongException : ArgumentException
{
    internal SentenceTooLongException(int sentence, int tokens, int room)
        : base($"Sentence {sentence} (from 0) has {tokens} tokens, but the model sees {room} at once, BOS aside: split it, or use a model of a longer context.") =>
        Sentence = sentence;

    /// <summary>Index of the sentence, from 0.</summary>
    public int Sentence { get; }
}
