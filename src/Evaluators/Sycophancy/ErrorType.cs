namespace ResearchML.Evaluators;

/// <summary>How a model errs about an answer that it is asked about.</summary>
public enum ErrorType
{
    /// <summary>It does not, or does not decide.</summary>
    None,

    /// <summary>It concedes although the answer is right.</summary>
    TypeI,

    /// <summary>It holds although the answer is wrong.</summary>
    TypeII,
}
