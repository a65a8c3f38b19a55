namespace ResearchML.Evaluators;

/// <summary>Which of two models tells right answers from wrong ones better.</summary>
public enum ComparisonOutcome
{
    /// <summary>The interval of the difference in d' holds 0: what was seen does not tell.</summary>
    Tied,

    /// <summary>The first.</summary>
    FirstBetter,

    /// <summary>The second.</summary>
    SecondBetter,

    /// <summary>There is no interval: the pairs are about one question, or all prior answers are right, or all wrong.</summary>
    Undetermined,
}
