namespace ResearchML.Trainers;

/// <summary>Whether a budget has a best allocation under a law, and what it is worth.</summary>
public enum AllocationStatus
{
    /// <summary>The loss has its least value inside the searched range.</summary>
    Optimal,

    /// <summary>The ratio of tokens to parameters was given: nothing was optimised.</summary>
    FixedRatio,

    /// <summary>The distinct tokens run out first: the best is to use each of them once. The budget is used up if a larger model then pays, and otherwise, as at a given ratio, it is not.</summary>
    DataLimited,

    /// <summary>No form of the law depends on both N and D: it does not say how to divide compute between them.</summary>
    OneVariable,

    /// <summary>The loss falls all the way to the end of what can be bought, one token or one parameter, or to a D/N e^40 times beyond the data: the form has no optimum.</summary>
    Unbounded,

    /// <summary>N and D were never varied independently: the data cannot say.</summary>
    NotIdentified,

    /// <summary>No model of one parameter or more and one token or more costs this much.</summary>
    BudgetUnreachable,

    /// <summary>The form was not fitted; <see cref="Allocation.Fit"/> says why.</summary>
    NotFitted,

    /// <summary>The law gives no positive finite loss to any model that the budget buys.</summary>
    NoFiniteLoss,
}
