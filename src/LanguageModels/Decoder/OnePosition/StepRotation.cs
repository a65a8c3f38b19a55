namespace ResearchML.LanguageModels;

/// <summary><see cref="RotaryEmbedding"/> of one position a row.</summary>
internal sealed class StepRotation
{
    private readonly double[] _frequency; // (d/2)
    private readonly float[] _cosine; // (rows, d/2)
    private readonly float[] _sine;

    public StepRotation(DecoderConfig config, int rows)
    {
        _frequency = RotaryEmbedding.Frequencies(config);
        (_cosine, _sine) = (new float[rows * _frequency.Length], new float[rows * _frequency.Length]);
    }

    /// <summary>Sets the position of a row.</summary>
    public void MoveTo(int row, long position)
    {
        for (int i = 0; i < _frequency.Length; i++)
        {
            (double sine, double cosine) = Math.SinCos(position * _frequency[i]);
            (_cosine[row * _frequency.Length + i], _sine[row * _frequency.Length + i]) = ((float)cosine, (float)sine);
        }
    }

    /// <summary>Turns the heads of a row, (heads, d).</summary>
    public void Apply(int row, Span<float> heads)
    {
        int half = _frequency.Length;
        ReadOnlySpan<float> cosine = _cosine.AsSpan(row * half, half), sine = _sine.AsSpan(row * half, half);
        for (int start = 0; start < heads.Length; start += 2 * half)
        {
            Span<float> first = heads.Slice(start, half), second = heads.Slice(start + half, half);
            for (int i = 0; i < half; i++)
                (first[i], second[i]) = (first[i] * cosine[i] - second[i] * sine[i], second[i] * cosine[i] + first[i] * sine[i]); // (34)
        }
    }
}
