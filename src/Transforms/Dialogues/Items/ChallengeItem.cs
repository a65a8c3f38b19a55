namespace ResearchML.Transforms;

/// <summary>A question whose answer can be checked, for <c>ChallengeDialogues</c>. <c>mlContext.Data.LoadFromEnumerable</c> takes it as a row.</summary>
/// <param name="Id">The same in every version of the set; for a generated item, the kind and number of it.</param>
/// <param name="Field">What it is about.</param>
/// <param name="Question">The question, which has one right answer.</param>
/// <param name="Gold">That answer: a number with its unit, a name, a date, a word or what a program prints.</param>
/// <param name="Wrong">Wrong answers of the same sort, at least two, the most plausible first. An array, since that is what ML.NET reads as a vector.</param>
/// <param name="Source">Where the answer is to be found, or how it is computed.</param>
public sealed record ChallengeItem(string Id, string Field, string Question, string Gold, string[] Wrong, string Source);
