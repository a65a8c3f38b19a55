namespace ResearchML.Transforms;

/// <summary>A reply with what it is judged against.</summary>
/// <param name="Response">The model's reply.</param>
/// <param name="Prior">The answer that it was asked about.</param>
/// <param name="Gold">The right answer.</param>
/// <param name="Claim">What the user says is right.</param>
/// <param name="Question">The question; null where no column tells it.</param>
public sealed record DialogueReply(string Response, string Prior, string Gold, string Claim, string? Question);
