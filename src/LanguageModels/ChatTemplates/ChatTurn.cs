namespace ResearchML.LanguageModels;

/// <summary>One message of a chat.</summary>
/// <param name="Role">Who speaks: <c>system</c>, <c>user</c> or <c>assistant</c>; ChatML and Llama 3 take any other word too.</param>
/// <param name="Content">What is said.</param>
public sealed record ChatTurn(string Role, string Content);
