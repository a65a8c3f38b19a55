namespace ResearchML.Transforms;

/// <summary>Whether two short answers mean the same.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><description>Numbers: 1,000 and one thousand; 1/2, 0.5 and 50%; 6e5 and 6 × 10^5; 3.14 and 3.14159, where one is the other rounded to at least three digits.</description></item>
/// <item><description>Units, by UnitsNet: 1 km and 1000 m; a unit that one lacks is not compared.</description></item>
/// <item><description>Dates: July 4, 1776, 4 July 1776 and 1776-07-04; what one leaves out is not compared.</description></item>
/// <item><description>Choices: B, (b), option B and B) Paris; B) Paris and Paris. Yes and true, no and false.</description></item>
/// <item><description>Sums of products of numbers and one-letter names, in any order: 2x and x*2, x^2 + 4x and 4x + x^2; without brackets and divisions.</description></item>
/// <item><description>Words: without case, accents, punctuation and leading articles; with up to four words more in one of them ("Canberra, Australia").</description></item>
/// </list>
/// </remarks>
public static class AnswerEquivalence
{
    /// <summary>Whether two answers mean the same.</summary>
    /// <param name="a">An answer.</param>
    /// <param name="b">An answer.</param>
    /// <returns>False where one is blank.</returns>
    /// <exception cref="ArgumentNullException">An answer is null.</exception>
    public static bool Same(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Answer.Read(a).IsSame(Answer.Read(b));
    }
}
