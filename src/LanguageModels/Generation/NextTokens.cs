using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>The distribution after each prompt, batched by length.</summary>
internal static class NextTokens
{
    private static readonly GenerationOptions One = new() { MaxTokens = 1 };

    /// <param name="model">The model.</param>
    /// <param name="prompts">P texts.</param>
    /// <param name="tokens">P, their ids.</param>
    /// <param name="cancellationToken">Stops between two passes.</param>
    public static IReadOnlyList<NextTokenDistribution> Of(
        LanguageModel model, IReadOnlyList<string> prompts, IReadOnlyList<IReadOnlyList<int>> tokens, CancellationToken cancellationToken)
    {
        IReadOnlyList<int>[] windows = [.. tokens.Select(t => model.NewRow(t, One, seed: 0).Window(model.Config.ContextLength))];
        int[] order = [.. Enumerable.Range(0, windows.Length).OrderByDescending(p => windows[p].Count)];
        var results = new NextTokenDistribution[prompts.Count];
        for (int first = 0, count; first < order.Length; first += count)
        {
            int length = windows[order[first]].Count;
            count = Math.Clamp(model.Decoder.TokensPerPass / length, 1, order.Length - first);
            int[] group = order[first..(first + count)];
            float[] logits = Logits(model, [.. group.Select(p => windows[p])], cancellationToken); // (B, V)
            int vocabulary = model.Config.VocabularySize!.Value;
            for (int row = 0; row < group.Length; row++)
            {
                int p = group[row];
                results[p] = new NextTokenDistribution(model.Tokenizer, prompts[p], tokens[p], logits.AsSpan(row * vocabulary, model.Tokenizer.VocabularySize));
            }
        }
        return results;
    }

    private static float[] Logits(LanguageModel model, IReadOnlyList<int>[] windows, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var encoded = new EncodedRows(model.Decoder, windows, windows.Max(w => w.Count), cancellationToken);
        return model.Decoder.Logits(encoded.Last).cpu().contiguous().data<float>().ToArray();
    }
}
