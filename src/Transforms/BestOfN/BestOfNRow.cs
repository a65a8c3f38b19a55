namespace ResearchML.Transforms;

/// <summary>What is read of a row.</summary>
/// <param name="Prompt">The prompt, or its messages: one text of a Text column, all of a vector's.</param>
/// <param name="Answer">The answer; empty where the verifier reads none.</param>
/// <param name="Options">The options; none where the verifier reads none.</param>
public sealed record BestOfNRow(IReadOnlyList<string> Prompt, string Answer, IReadOnlyList<string> Options)
{
    /// <summary>The model's fingerprint, taken at most once a pass.</summary>
    internal Lazy<string> Model { get; init; } = new("");

    /// <summary>Whether both hold the same texts, of whichever pass.</summary>
    /// <param name="other">Another row.</param>
    public bool Equals(BestOfNRow? other) => other is not null && Answer == other.Answer && Prompt.SequenceEqual(other.Prompt) && Options.SequenceEqual(other.Options);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Answer, Prompt.Count, Options.Count);
}
