namespace ResearchML.Transforms;

/// <summary>The options of a row are none of a question's, whatever its answer is.</summary>
/// <param name="message">Why not.</param>
internal sealed class ChoiceOptionsException(string message) : FormatException(message);
