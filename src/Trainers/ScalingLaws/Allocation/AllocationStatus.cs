namespace ResearchML.Trainers;

/// <summary>Whether a budget has a best allocation under a law, and what it is worth.</summary>
public enum AllocationStatus
{
    /// <summary>The loss has its least value inside the searched range.</summary>
    Optimal,

    /// <summary>The ratio of tokens to parameters was given: nothing was optimised.</summary>
    FixedRatio,

    /// <summary>The distinct tokens run out first: the best is to use each of them once. At a given ratio the budget is then not used up.</summary>
    DataLimited,

    /// <summary>The form does not depend on both N and D, so that no division of compute between them is better than another.</summary>
    OneVariable,

    /// <summary>The loss falls all the way to the end of what can be bought, e^12 times beyond the data: the form has no optimum within reach.</summary>
    Unbounded,

    /// <summary>N and D were never varied independently: the data cannot say.</summary>
    NotIdentified,

    /// <summary>No model of one parameter or more and one token or more costs this much.</summary>
    BudgetUnreachable,
}
