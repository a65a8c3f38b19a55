using System.Numerics.Tensors;

namespace ResearchML.LanguageModels;

/// <summary>A normalisation of one vector: <see cref="RmsNorm"/> without a bias, <see cref="LayerNorm"/> with one.</summary>
internal sealed class StepNorm(float[] gain, float[]? bias, double epsilon)
{
    /// <summary>Normalises each of the vectors that stand one after the other.</summary>
    public void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int start = 0; start < x.Length; start += gain.Length)
            ApplyToOne(x.Slice(start, gain.Length), y.Slice(start, gain.Length));
    }

    private void ApplyToOne(ReadOnlySpan<float> x, Span<float> y)
    {
        if (bias is null)
        {
            TensorPrimitives.Multiply(x, InverseRoot(TensorPrimitives.SumOfSquares(x)), y);
            TensorPrimitives.Multiply(y, gain, y); // x / √(mean(x²) + ε) · g
            return;
        }
        TensorPrimitives.Subtract(x, TensorPrimitives.Sum(x) / x.Length, y);
        TensorPrimitives.Multiply(y, InverseRoot(TensorPrimitives.SumOfSquares(y)), y);
        TensorPrimitives.MultiplyAdd(y, gain, bias, y); // (x − mean(x)) / √(var(x) + ε) · g + b
    }

    private float InverseRoot(float sumOfSquares) => (float)(1 / Math.Sqrt(sumOfSquares / gain.Length + epsilon));
}
