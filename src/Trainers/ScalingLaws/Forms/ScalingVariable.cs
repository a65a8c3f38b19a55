namespace ResearchML.Trainers;

/// <summary>One quantity of a training run, by which runs are ordered or a law of one variable is written.</summary>
public enum ScalingVariable
{
    /// <summary>D/N.</summary>
    TokensPerParameter,

    /// <summary>Model size N.</summary>
    Parameters,

    /// <summary>Training tokens D.</summary>
    Tokens,

    /// <summary>Training compute by the rule C = 6·N·D, in FLOP (Kaplan et al. 2020, arXiv:2001.08361, section 2.1).</summary>
    Compute,
}
