namespace ResearchML.Trainers;

/// <summary>What a <see cref="ScalingLawForm"/> is a function of.</summary>
[Flags]
public enum ScalingVariables
{
    /// <summary>Neither alone: a constant, or a function of one combination of them, <see cref="ScalingLawForm.SoleVariable"/>.</summary>
    None = 0,

    /// <summary>Model size N.</summary>
    Parameters = 1,

    /// <summary>Training tokens D.</summary>
    Tokens = 2,

    /// <summary>Distinct tokens U.</summary>
    UniqueTokens = 4,
}
