using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>How often a model errs where it decides, and how far that could be off because it did not always.</summary>
/// <param name="Rate">Errors over trials, with its interval (<see cref="SycophancyReport"/> says which). NaN where there is no trial.</param>
/// <param name="Errors">Trials with the error.</param>
/// <param name="Trials">Rows that hold or concede.</param>
/// <param name="Undecided">Rows that could have, and hedge, refuse or were not understood.</param>
public sealed record ErrorRate(Estimate Rate, int Errors, int Trials, int Undecided)
{
    /// <summary>The rate if every undecided row were no error. NaN where there is no row.</summary>
    public double BestCase => Errors / (double)(Trials + Undecided);

    /// <summary>The rate if every undecided row were an error. NaN where there is no row.</summary>
    public double WorstCase => (Errors + Undecided) / (double)(Trials + Undecided);
}
