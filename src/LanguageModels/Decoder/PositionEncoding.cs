namespace ResearchML.LanguageModels;

/// <summary>How the network knows where a token stands.</summary>
public enum PositionEncoding
{
    /// <summary>Queries and keys turn with their position (Su et al. 2021, arXiv:2104.09864).</summary>
    Rotary,

    /// <summary>A learned vector per position is added to the token's (Radford et al. 2019, GPT-2).</summary>
    Learned,
}
