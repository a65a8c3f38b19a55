namespace ResearchML.LanguageModels;

/// <summary>What stands in a layer after attention.</summary>
public enum FeedForwardKind
{
    /// <summary>SwiGLU, down(silu(gate(x)) · up(x)) (Shazeer 2020, arXiv:2002.05202).</summary>
    GatedSilu,

    /// <summary>down(gelu(up(x))) with the tanh approximation of GELU (<c>gelu_new</c>; Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2).</summary>
    GeluTanh,

    /// <summary>down(gelu(up(x))) with GELU by the error function (<c>gelu</c>).</summary>
    Gelu,
}
