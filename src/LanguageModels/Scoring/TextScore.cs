using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>What a language model makes of a text.</summary>
/// <param name="Tokens">The text's token ids, without BOS.</param>
/// <param name="LogProbabilities">Natural logarithm of the probability of each scored token given those before it. As many
/// as <paramref name="Tokens"/> where the tokenizer has a BOS; one fewer, the first being unscored, where it has none.</param>
/// <param name="ByteCount">Length of the text in bytes of UTF-8.</param>
public sealed record TextScore(IReadOnlyList<int> Tokens, IReadOnlyList<float> LogProbabilities, int ByteCount)
{
    /// <summary>Number of scored tokens.</summary>
    public int TokenCount => LogProbabilities.Count;

    /// <summary>Mean negative log-likelihood, nats per scored token; NaN where there is none.</summary>
    public double LossNats => TokenCount == 0 ? double.NaN : -LogProbabilities.Sum(p => (double)p) / TokenCount;

    internal static int CountBytes(string text) => Encoding.UTF8.GetByteCount(text);
}
