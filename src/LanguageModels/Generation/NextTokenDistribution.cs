using MathNet.Numerics;

namespace ResearchML.LanguageModels;

/// <summary>How likely each token is to come next after a prompt, and with it the exact pass@k of an answer of one token.</summary>
/// <remarks>
/// pass@k is the chance that at least one of k independent samples is right. Chen et al. 2021, "Evaluating large language models
/// trained on code", arXiv:2107.03374, section 2.1, estimate it without bias from counts of samples. Where we differ: nothing is
/// sampled, so nothing is estimated; p is known where the answer is one token, and pass@k = 1 − (1 − p)^k.
/// Immutable and thread-safe; it outlives its model.
/// </remarks>
public sealed class NextTokenDistribution
{
    private readonly LanguageTokenizer _tokenizer;
    private readonly string _prompt;
    private readonly IReadOnlyList<int> _promptTokens;
    private readonly double[] _probabilities;

    /// <param name="tokenizer">The model's.</param>
    /// <param name="prompt">The text so far.</param>
    /// <param name="promptTokens">Its ids, without BOS.</param>
    /// <param name="logits">(V) of the tokenizer's ids.</param>
    /// <exception cref="InvalidOperationException">The logits are not finite.</exception>
    internal NextTokenDistribution(LanguageTokenizer tokenizer, string prompt, IReadOnlyList<int> promptTokens, ReadOnlySpan<float> logits)
    {
        (_tokenizer, _prompt, _promptTokens) = (tokenizer, prompt, promptTokens);
        double greatest = logits[TokenSampler.Likeliest(logits)], sum = 0;
        _probabilities = new double[logits.Length];
        for (int id = 0; id < logits.Length; id++)
            sum += _probabilities[id] = Math.Exp(logits[id] - greatest);
        for (int id = 0; id < logits.Length; id++)
            _probabilities[id] /= sum;
        Probabilities = Array.AsReadOnly(_probabilities);
    }

    /// <summary>(V) the probability of each id of the tokenizer's vocabulary, from 0 to 1, summing to 1: those that are sampled from at
    /// <see cref="GenerationOptions.Temperature"/> 1 without <see cref="GenerationOptions.TopK"/> and <see cref="GenerationOptions.TopP"/>. Softmax in float64 of float32 logits.</summary>
    public IReadOnlyList<double> Probabilities { get; }

    /// <summary>The probability of a token, from 0 to 1.</summary>
    /// <param name="id">From 0 to one less than the tokenizer's vocabulary has.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is not in the vocabulary.</exception>
    public double Probability(int id) => (uint)id < (uint)_probabilities.Length
        ? _probabilities[id]
        : throw new ArgumentOutOfRangeException(nameof(id), id, FormattableString.Invariant($"Token id {id} is not in the vocabulary: ids run from 0 to {_probabilities.Length - 1}."));

    /// <summary>The probability of an answer, from 0 to 1.</summary>
    /// <param name="answer">A text that is one token after the prompt, the space before it included where the prompt does not end with one. Where prompt and answer are tokenized
    /// together across their border, the token that reads as the answer after the prompt. Other ways to spell the same text do not count.</param>
    /// <exception cref="ArgumentException">The answer is empty or not one token; the message says into how many it falls.</exception>
    public double Probability(string answer) => _probabilities[TokenOf(answer)];

    /// <summary>The chance that at least one of k samples of the next token is this one, 1 − (1 − p)^k, to float64's precision however small p is.</summary>
    /// <param name="k">Samples. At least 1, finite, not necessarily whole; 1 gives p.</param>
    /// <param name="id">From 0 to one less than the tokenizer's vocabulary has.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite, or <paramref name="id"/> is not in the vocabulary.</exception>
    public double PassAt(double k, int id) => AtLeastOnce(k, Probability(id));

    /// <summary>The chance that at least one of k samples of the next token is the answer, 1 − (1 − p)^k, to float64's precision however small p is.</summary>
    /// <param name="k">Samples. At least 1, finite, not necessarily whole; 1 gives p.</param>
    /// <param name="answer">A text that is one token after the prompt, as in <see cref="Probability(string)"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite.</exception>
    /// <exception cref="ArgumentException">The answer is empty or not one token; the message says into how many it falls.</exception>
    public double PassAt(double k, string answer) => AtLeastOnce(k, Probability(answer));

    /// <summary>1 − (1 − p)^k as −expm1(k·log1p(−p)).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1 or not finite.</exception>
    internal static double AtLeastOnce(double k, double p)
    {
        if (!(k >= 1) || !double.IsFinite(k))
            throw new ArgumentOutOfRangeException(nameof(k), k, FormattableString.Invariant($"k must be finite and at least 1, but is {k}."));
        if (k == 1)
            return p;
        // Not double.LogP1 and double.ExpM1, which add and subtract 1 as they stand, nor MathNet's Expm1, whose series is good to 1e-10 only.
        double t = k * SpecialFunctions.Log1p(-p);
        return t > -1 ? -2 * Math.Sinh(t / 2) * Math.Exp(t / 2) : 1 - Math.Exp(t); // t may be -∞
    }

    private int TokenOf(string answer)
    {
        ArgumentException.ThrowIfNullOrEmpty(answer);
        IReadOnlyList<int> all = _tokenizer.Encode(_prompt + answer, specialTokens: true);
        if (all.Take(_promptTokens.Count).SequenceEqual(_promptTokens))
            return all.Count == _promptTokens.Count + 1 ? all[^1] : throw NotOneToken(answer, [.. all.Skip(_promptTokens.Count)]);
        IReadOnlyList<int> alone = _tokenizer.Encode(answer, specialTokens: true);
        if (alone.Count != 1)
            throw NotOneToken(answer, alone);
        if (ReadAfterPrompt(alone[0]) != answer)
            throw new ArgumentException($"The answer '{answer}' is not one token after this prompt: the prompt's last token and the answer's first change where the two meet. Move the border, as from 'is ' and '4' to 'is' and ' 4'.", nameof(answer));
        return alone[0];
    }

    private string ReadAfterPrompt(int id)
    {
        var row = new GeneratedSequence(_tokenizer, [], new GenerationOptions { MaxTokens = 1 }, _promptTokens, seed: 0);
        row.Add(id);
        return row.Text;
    }

    private ArgumentException NotOneToken(string answer, IReadOnlyList<int> tokens) => new(
        FormattableString.Invariant($"The answer '{answer}' falls into {tokens.Count} tokens after this prompt ({string.Join(", ", tokens.Select(id => $"'{_tokenizer.Decode([id])}'"))}), and its chance is read off only where it is one: sample it instead (LanguageModel.Sample)."), nameof(answer));
}
