namespace ResearchML.LanguageModels.Tests;

/// <summary>The equations of the families' papers, on vectors of float64, one each.</summary>
internal static class OracleMath
{
    /// <summary>x / √(mean(x²) + ε) · g. Zhang and Sennrich 2019, arXiv:1910.07467, equation 4.</summary>
    public static double[] RmsNorm(double[] x, double[] gain, double epsilon)
    {
        double root = Math.Sqrt(x.Sum(v => v * v) / x.Length + epsilon);
        return [.. x.Zip(gain, (v, g) => v / root * g)];
    }

    /// <summary>(x − mean) / √(variance + ε) · g + b, the variance over n and not n − 1. Ba et al. 2016, arXiv:1607.06450.</summary>
    public static double[] LayerNorm(double[] x, double[] gain, double[] bias, double epsilon)
    {
        double mean = x.Average(), variance = x.Average(v => (v - mean) * (v - mean)), root = Math.Sqrt(variance + epsilon);
        return [.. x.Select((v, i) => (v - mean) / root * gain[i] + bias[i])];
    }

    /// <summary>x · σ(x).</summary>
    public static double Silu(double x) => x / (1 + Math.Exp(-x));

    /// <summary>x · Φ(x): Hugging Face's "gelu". Hendrycks and Gimpel 2016, arXiv:1606.08415.</summary>
    public static double Gelu(double x) => x * (1 + Erf(x / Math.Sqrt(2))) / 2;

    /// <summary>The same paper's approximation, of GPT-2: Hugging Face's "gelu_new".</summary>
    public static double GeluTanh(double x) => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    /// <summary>2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · … · (2n + 1)), whose terms all have one sign: nothing cancels. DLMF 7.6.2.</summary>
    public static double Erf(double x)
    {
        if (Math.Abs(x) > 6) // 1 − erf(6) is 2e-17, less than half a unit in the last place of 1.
            return Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
            sum += term *= 2 * x * x / (2 * n + 1);
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>Frequencies of rotary positions, θ^(−2i/d). Su et al. 2021, arXiv:2104.09864, section 3.2.2.</summary>
    public static double[] Frequencies(double theta, int headWidth) => [.. Enumerable.Range(0, headWidth / 2).Select(i => Math.Pow(theta, -2.0 * i / headWidth))];

    /// <summary>Llama 3.1's stretch of one frequency: short waves stay, long ones are slowed, those between are blended.</summary>
    /// <param name="frequency">Radians per position.</param>
    /// <param name="factor">How much slower long waves turn.</param>
    /// <param name="low">Waves that fit fewer times than this into the original context are long.</param>
    /// <param name="high">Waves that fit more times than this are short.</param>
    /// <param name="context">The original context, in positions.</param>
    public static double Llama3Frequency(double frequency, double factor, double low, double high, double context)
    {
        double fits = context * frequency / (2 * Math.PI); // context / wavelength
        double s = (fits - low) / (high - low);
        return fits > high ? frequency : fits < low ? frequency / factor : (1 - s) * frequency / factor + s * frequency;
    }

    /// <summary>Turns the pairs (i, i + d/2) of one head by position · frequency[i]: Hugging Face's layout, not the paper's (2i, 2i + 1).</summary>
    public static double[] Rotate(double[] head, int position, double[] frequencies)
    {
        var turned = new double[head.Length];
        int half = head.Length / 2;
        for (int i = 0; i < half; i++)
        {
            (double sin, double cos) = Math.SinCos(position * frequencies[i]);
            turned[i] = head[i] * cos - head[i + half] * sin;
            turned[i + half] = head[i + half] * cos + head[i] * sin;
        }
        return turned;
    }

    /// <summary>softmax(s·qKᵀ)V for each head, with heads that share keys and values. Vaswani et al. 2017; Ainslie et al. 2023, arXiv:2305.13245.</summary>
    /// <param name="q">[position][head · d + i]</param>
    /// <param name="k">[position][group · d + i]</param>
    /// <param name="v">As <paramref name="k"/>.</param>
    /// <param name="d">Width of a head.</param>
    /// <param name="window">Position t sees s where t − window &lt; s ≤ t; null: all s ≤ t.</param>
    /// <param name="scale">s</param>
    /// <returns>As <paramref name="q"/>.</returns>
    public static double[][] Attention(double[][] q, double[][] k, double[][] v, int d, int? window, double scale)
    {
        int heads = q[0].Length / d, groups = k[0].Length / d, shared = heads / groups;
        double[][] result = [.. q.Select(row => new double[row.Length])];
        for (int t = 0; t < q.Length; t++)
        {
            int first = Math.Max(0, t - (window ?? q.Length) + 1);
            for (int head = 0; head < heads; head++)
            {
                int at = head * d, group = head / shared * d; // Consecutive heads share a group.
                double[] scores = [.. Enumerable.Range(first, t - first + 1).Select(s => scale * Enumerable.Range(0, d).Sum(i => q[t][at + i] * k[s][group + i]))];
                double[] p = Softmax(scores);
                for (int i = 0; i < d; i++)
                    result[t][at + i] = p.Select((weight, j) => weight * v[first + j][group + i]).Sum();
            }
        }
        return result;
    }

    public static double[] Softmax(double[] scores)
    {
        double max = scores.Max(), sum = scores.Sum(s => Math.Exp(s - max));
        return [.. scores.Select(s => Math.Exp(s - max) / sum)];
    }

    public static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (u, v) => u + v)];
}
