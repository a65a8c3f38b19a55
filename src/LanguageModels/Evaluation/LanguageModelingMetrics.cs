namespace ResearchML.LanguageModels;

/// <summary>How well a language model predicts held-out texts, all tokens of all texts counted alike.</summary>
/// <param name="LossNats">Mean negative log-likelihood, nats per token; NaN where no token was scored.</param>
/// <param name="TokenCount">Scored tokens.</param>
/// <param name="ByteCount">Bytes of all texts in UTF-8.</param>
/// <param name="RowCount">Rows, empty ones included.</param>
/// <param name="EmptyRowCount">Rows without a scored token, which count for nothing else here.</param>
public sealed record LanguageModelingMetrics(double LossNats, long TokenCount, long ByteCount, long RowCount, long EmptyRowCount)
{
    /// <summary>exp of <see cref="LossNats"/>: the size of a fair die that is as hard to predict. Compare it only between models with one tokenizer.</summary>
    public double Perplexity => Math.Exp(LossNats);

    /// <summary>Bits needed per byte of text, comparable between tokenizers and with compressors; NaN where no token was scored. A tokenizer without a BOS leaves each text's first token unscored, which makes this too low, most of all for short texts.</summary>
    public double BitsPerByte => LossNats * TokenCount / (ByteCount * Math.Log(2));

    /// <summary>Sums up the scores of texts.</summary>
    /// <param name="texts">Of each text: mean nats per token, scored tokens, bytes of UTF-8.</param>
    internal static LanguageModelingMetrics Of(IEnumerable<(float LossNats, int TokenCount, int ByteCount)> texts)
    {
        double nats = 0;
        long tokens = 0, bytes = 0, rows = 0, empty = 0;
        foreach ((float loss, int tokenCount, int byteCount) in texts)
        {
            rows++;
            if (tokenCount == 0)
            {
                empty++;
                continue;
            }
            nats += (double)loss * tokenCount;
            tokens += tokenCount;
            bytes += byteCount;
        }
        return new LanguageModelingMetrics(nats / tokens, tokens, bytes, rows, empty);
    }
}
