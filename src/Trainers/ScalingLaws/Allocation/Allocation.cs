using ResearchML.Statistics;

namespace ResearchML.Trainers;

/// <summary>How a law would spend a budget: model size, tokens and the loss to expect. NaN where <see cref="Status"/> says that there is no answer.</summary>
public sealed record Allocation
{
    /// <summary>Whether there is an optimum.</summary>
    public required AllocationStatus Status { get; init; }

    /// <summary>What was to be spent, in FLOP.</summary>
    public required double Flops { get; init; }

    /// <summary>Model size N*, in parameters.</summary>
    public required Estimate Parameters { get; init; }

    /// <summary>Training tokens D*.</summary>
    public required Estimate Tokens { get; init; }

    /// <summary>Expected loss L*, in nats per token; the interval is of the law, without the noise of a single run.</summary>
    public required Estimate Loss { get; init; }

    /// <summary>D*/N*.</summary>
    public required Estimate TokensPerParameter { get; init; }

    /// <summary>What is doubtful about the law there: of each form with a tenth of it or more, and <see cref="FitStatus.Extrapolated"/>.</summary>
    public required FitStatus Fit { get; init; }

    /// <summary>Share of bootstrap replicates that have no optimum. They are missing from the intervals, which are NaN where they are more than a tenth.</summary>
    public required double ReplicatesWithout { get; init; }
}
