namespace ResearchML.Trainers;

/// <summary>What is wrong with a fit, or with a prediction from it. Several may hold.</summary>
[Flags]
public enum FitStatus
{
    /// <summary>Nothing is.</summary>
    Ok = 0,

    /// <summary>Fewer distinct (N, D, U) than the form has parameters, however often each was run: not fitted.</summary>
    FewerRunsThanParameters = 1,

    /// <summary>Too few distinct N to tell a power from a floor: not fitted.</summary>
    TooFewDistinctParameters = 1 << 1,

    /// <summary>Too few distinct D to tell a power from a floor: not fitted.</summary>
    TooFewDistinctTokens = 1 << 2,

    /// <summary>No run repeats its data, so that a form in unique tokens has nothing to learn from: not fitted.</summary>
    NoRepeatedTokens = 1 << 3,

    /// <summary>D follows a power of N in the data, as where every run has 20 tokens per parameter. The loss is predicted along that line; α, β and allocations are not identified.</summary>
    Collinear = 1 << 4,

    /// <summary>A parameter lies at the end of its range, or a coefficient is 0; <see cref="ScalingLawFit.AtBound"/> names them.</summary>
    ParameterAtBound = 1 << 5,

    /// <summary>Runs repeat their data, which the form takes for new.</summary>
    RepeatedEpochs = 1 << 6,

    /// <summary>Some runs are equal to another in N, D, U and loss. If they are copies and no reruns, intervals are too narrow.</summary>
    DuplicateRuns = 1 << 7,

    /// <summary>The loss may be in bits: the column's name says so, or it is above ln 300,000 nats, more than guessing costs with any usual vocabulary. <see cref="LossUnit"/> converts.</summary>
    LossMayBeInBits = 1 << 8,

    /// <summary>The minimisation ended short of a stationary point.</summary>
    NotConverged = 1 << 9,

    /// <summary>N, D, D/N or the number of epochs is further from the data than the factor that the options name.</summary>
    Extrapolated = 1 << 10,

    /// <summary>The form's loss was positive and finite for all runs nowhere that was tried: not fitted. A form of a caller's own is wrong, or its ranges are.</summary>
    NoFiniteCost = 1 << 11,

    /// <summary>As many distinct (N, D, U) as parameters: the fit meets every one of them whatever the truth is, and says nothing about its error.</summary>
    Saturated = 1 << 12,

    /// <summary>A bootstrap was asked for and tells nothing: there are fewer than six runs, groups or sizes to draw from, or more than a tenth of the resamples could not be fitted. Intervals are NaN.</summary>
    NoIntervals = 1 << 13,

    /// <summary>There were too few runs to hold any out, or too few below the origins to fit more than one form, so that forms which differ weigh the same.</summary>
    NotValidated = 1 << 14,

    /// <summary>Too few distinct values of the one combination of N and D that the form is a function of: not fitted.</summary>
    TooFewDistinctValues = 1 << 15,
}
