using TorchSharp;
using TorchSharp.Modules;

namespace ResearchML.LanguageModels.Tests;

/// <summary>The same network written out once more as plain loops in float64, from the papers, one token at a time: the oracle.</summary>
internal sealed class Float64Decoder
{
    private readonly DecoderConfig _config;
    private readonly Dictionary<string, double[]> _weights;
    private readonly int _headWidth;
    private readonly int _groups;

    public Float64Decoder(LanguageModel model)
    {
        _config = model.Config;
        _weights = model.Decoder.named_parameters().ToDictionary(p => p.name, p => Doubles(p.parameter));
        _headWidth = _config.HeadWidth ?? _config.Width / _config.Heads;
        _groups = _config.KeyValueHeads ?? _config.Heads;
    }

    /// <summary>Attention weights of the last evaluation, [layer][head][query][key], keys up to the query.</summary>
    public List<double[][][]> AttentionWeights { get; } = [];

    /// <summary>Logits after each of the tokens, [position][vocabulary].</summary>
    public double[][] Logits(IReadOnlyList<int> tokens)
    {
        int width = _config.Width;
        double[] embedding = _weights["model.embed_tokens.weight"];
        double[][] x = [.. tokens.Select(t => embedding.AsSpan(t * width, width).ToArray())];
        AttentionWeights.Clear();
        for (int layer = 0; layer < _config.Layers; layer++)
        {
            string name = $"model.layers.{layer}.";
            double[][] normed = [.. x.Select(v => Norm(v, name + "input_layernorm.weight"))];
            double[][] attended = Attention(normed, name + "self_attn.");
            for (int t = 0; t < x.Length; t++)
            {
                x[t] = Add(x[t], attended[t]);
                double[] h = Norm(x[t], name + "post_attention_layernorm.weight");
                double[] gate = Multiply(name + "mlp.gate_proj.weight", h), up = Multiply(name + "mlp.up_proj.weight", h);
                double[] inner = [.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)];
                x[t] = Add(x[t], Multiply(name + "mlp.down_proj.weight", inner));
            }
        }
        string head = _config.TieEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight";
        return [.. x.Select(v => Multiply(head, Norm(v, "model.norm.weight")))];
    }

    private double[][] Attention(double[][] x, string name)
    {
        double[][] q = [.. x.Select((v, t) => Rotate(Multiply(name + "q_proj.weight", v), t))];
        double[][] k = [.. x.Select((v, t) => Rotate(Multiply(name + "k_proj.weight", v), t))];
        double[][] v = [.. x.Select(u => Multiply(name + "v_proj.weight", u))];
        var result = new double[x.Length][];
        double[][][] shares = [.. Enumerable.Range(0, _config.Heads).Select(_ => new double[x.Length][])];
        AttentionWeights.Add(shares);
        for (int t = 0; t < x.Length; t++)
        {
            var joined = new double[_config.Heads * _headWidth];
            for (int head = 0; head < _config.Heads; head++)
            {
                int group = head / (_config.Heads / _groups);
                var weights = new double[t + 1];
                for (int s = 0; s <= t; s++)
                {
                    for (int i = 0; i < _headWidth; i++)
                        weights[s] += q[t][head * _headWidth + i] * k[s][group * _headWidth + i];
                    weights[s] = Math.Exp(weights[s] / Math.Sqrt(_headWidth));
                }
                double sum = weights.Sum();
                shares[head][t] = [.. weights.Select(w => w / sum)];
                for (int s = 0; s <= t; s++)
                {
                    for (int i = 0; i < _headWidth; i++)
                        joined[head * _headWidth + i] += weights[s] / sum * v[s][group * _headWidth + i];
                }
            }
            result[t] = Multiply(name + "o_proj.weight", joined);
        }
        return result;
    }

    private double[] Rotate(double[] heads, int position)
    {
        var turned = new double[heads.Length];
        int half = _headWidth / 2;
        for (int start = 0; start < heads.Length; start += _headWidth)
        {
            for (int i = 0; i < half; i++)
            {
                double angle = position * Math.Pow(_config.RopeTheta, -2.0 * i / _headWidth);
                double a = heads[start + i], b = heads[start + i + half];
                turned[start + i] = a * Math.Cos(angle) - b * Math.Sin(angle);
                turned[start + i + half] = b * Math.Cos(angle) + a * Math.Sin(angle);
            }
        }
        return turned;
    }

    private double[] Norm(double[] x, string gain)
    {
        double scale = 1 / Math.Sqrt(x.Sum(v => v * v) / x.Length + _config.NormEpsilon);
        return [.. x.Zip(_weights[gain], (v, g) => v * scale * g)];
    }

    private double[] Multiply(string matrix, double[] x)
    {
        double[] w = _weights[matrix];
        var y = new double[w.Length / x.Length];
        for (int row = 0; row < y.Length; row++)
        {
            for (int i = 0; i < x.Length; i++)
                y[row] += w[row * x.Length + i] * x[i];
        }
        return y;
    }

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (u, v) => u + v)];

    private static double[] Doubles(Parameter parameter)
    {
        using torch.Tensor flat = parameter.detach().to(torch.ScalarType.Float64).flatten().contiguous();
        return flat.data<double>().ToArray();
    }
}
