namespace Emergence;

/// <summary>A sum that no model has learned from.</summary>
/// <param name="Name">As people write it: 3+30.</param>
/// <param name="Prompt">As models read it.</param>
/// <param name="Answer">The one text that is right.</param>
internal sealed record Problem(string Name, string Prompt, string Answer);
