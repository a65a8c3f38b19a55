namespace ResearchML.Evaluators;

/// <summary>Whether counts have a Beta-binomial fit, and if not why.</summary>
public enum BetaBinomialStatus
{
    /// <summary>There is a fit.</summary>
    Ok,

    /// <summary>Fewer than two problems have a sample: nothing shows how problems differ.</summary>
    TooFewProblems,

    /// <summary>No sample was correct: the likelihood rises towards a mean of 0, whatever the shape.</summary>
    NoSuccess,

    /// <summary>Every sample was correct: the likelihood rises towards a mean of 1, whatever the shape.</summary>
    NoFailure,

    /// <summary>No problem has two samples: every shape with the right mean is as likely.</summary>
    SingleSamples,

    /// <summary>Problems differ no more than samples of one common probability would: the likelihood rises towards α + β = ∞, the binomial distribution.</summary>
    NoSpread,

    /// <summary>Every problem's samples are all correct or all wrong: the likelihood rises towards α = β = 0.</summary>
    AllOrNothing,

    /// <summary>The search for the maximum gave up.</summary>
    NotConverged,
}
