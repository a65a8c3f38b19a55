namespace ResearchML.Evaluators;

/// <summary>Why counts have no fit.</summary>
internal static class BetaBinomialReason
{
    public static string Of(BetaBinomialStatus status, BetaBinomialCounts counts)
    {
        double correct = counts.Distinct.Sum(d => d.Weight * (double)d.Correct), samples = counts.Distinct.Sum(d => d.Weight * (double)d.Samples);
        return status switch
        {
            BetaBinomialStatus.Ok => "",
            BetaBinomialStatus.TooFewProblems => $"{(counts.Problems == 0 ? "No problem" : "Only one problem")} has samples: at least 2 are needed to see how problems differ.",
            BetaBinomialStatus.NoSuccess => FormattableString.Invariant($"None of {samples} samples of {counts.Problems} problems was correct: every shape with a mean near 0 explains that."),
            BetaBinomialStatus.NoFailure => FormattableString.Invariant($"All {samples} samples of {counts.Problems} problems were correct: every shape with a mean near 1 explains that."),
            BetaBinomialStatus.SingleSamples => FormattableString.Invariant($"Each of {counts.Problems} problems has one sample: that shows their mean, and not how they differ."),
            BetaBinomialStatus.NoSpread => FormattableString.Invariant($"{correct} of {samples} samples of {counts.Problems} problems were correct, spread as though all problems had the probability {correct / samples:G3}: the likelihood rises towards alpha + beta = infinity."),
            BetaBinomialStatus.AllOrNothing => FormattableString.Invariant($"Each of {counts.Problems} problems has only correct or only wrong samples: the likelihood rises towards alpha = beta = 0."),
            _ => FormattableString.Invariant($"The search for the maximum of the likelihood did not converge: {correct} of {samples} samples of {counts.Problems} problems were correct."),
        };
    }
}
