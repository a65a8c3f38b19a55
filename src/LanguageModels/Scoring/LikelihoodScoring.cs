using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>log p(token | tokens before it) for every token of every text, batched by length.</summary>
internal static class LikelihoodScoring
{
    // Logits of a batch are taken in slices of at most this many numbers: (B, T, V) of a large vocabulary would not fit.
    private const long LogitsPerSlice = 16L << 20;

    public static IReadOnlyList<TextScore> Score(LanguageModel model, IReadOnlyList<string?> texts, ScoringOptions options)
    {
        int stride = options.Validate(model.Config);
        int[][] tokens = [.. texts.Select(t => model.Tokenizer.Encode(t ?? "").ToArray())];
        int[][] sequences = [.. tokens.Select(t => t.Length > 0 && model.Tokenizer.BosId is int bos ? [bos, .. t] : t)];
        float[][] scores = [.. sequences.Select(s => new float[Math.Max(0, s.Length - 1)])];
        // Longest first: neighbours have like lengths, so little is padded, and memory peaks at the first batch.
        ScoringWindow[] windows = [.. sequences
            .SelectMany((s, i) => ScoringWindow.Cover(i, s.Length, model.Config.ContextLength, stride))
            .OrderByDescending(w => w.Length).ThenBy(w => w.Text).ThenBy(w => w.Start)];
        for (int first = 0; first < windows.Length;)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(windows.Length - first, Math.Max(1, options.MaxBatchTokens / windows[first].Length));
            ScoreBatch(model, windows.AsSpan(first, count), sequences, scores);
            first += count;
        }
        return [.. tokens.Select((t, i) => new TextScore(t, scores[i], TextScore.CountBytes(texts[i] ?? "")))];
    }

    private static void ScoreBatch(LanguageModel model, ReadOnlySpan<ScoringWindow> windows, int[][] sequences, float[][] scores)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int batch = windows.Length, length = windows[0].Length;
        var inputs = new long[batch * length];
        var targets = new List<long>();
        var places = new List<long>(); // where in (B·T) the hidden state of each target's predecessor stands
        for (int i = 0; i < batch; i++)
        {
            ScoringWindow window = windows[i];
            int[] sequence = sequences[window.Text];
            // Padding on the right needs no mask: causal attention never looks there.
            for (int t = 0; t < window.Length; t++)
                inputs[i * length + t] = sequence[window.Start + t];
            for (int target = window.FirstScored; target <= window.Start + window.Length; target++)
            {
                targets.Add(sequence[target]);
                places.Add(i * length + (target - 1 - window.Start));
            }
        }
        Device device = model.Device;
        Tensor hidden = model.Decoder.Hidden(tensor(inputs, [batch, length], device: device)); // (B, T, W)
        hidden = hidden.view(batch * length, -1).index_select(0, tensor(places.ToArray(), device: device)); // (N, W)
        float[] logProbabilities = LogProbabilities(model.Decoder, hidden, tensor(targets.ToArray(), device: device));
        int next = 0;
        foreach (ScoringWindow window in windows)
        {
            int count = window.Start + window.Length - window.FirstScored + 1;
            logProbabilities.AsSpan(next, count).CopyTo(scores[window.Text].AsSpan(window.FirstScored - 1));
            next += count;
        }
    }

    /// <param name="decoder">The decoder.</param>
    /// <param name="hidden">(N, W)</param>
    /// <param name="targets">(N)</param>
    private static float[] LogProbabilities(Decoder decoder, Tensor hidden, Tensor targets)
    {
        long count = targets.shape[0], slice = Math.Max(1, LogitsPerSlice / decoder.Config.VocabularySize!.Value);
        var result = new float[count];
        for (long start = 0; start < count; start += slice)
        {
            using var scope = NewDisposeScope();
            long length = Math.Min(slice, count - start);
            Tensor logits = decoder.Logits(hidden.narrow(0, start, length)); // (n, V)
            Tensor loss = nn.functional.cross_entropy(logits, targets.narrow(0, start, length), reduction: nn.Reduction.None); // (n) = -log p
            loss.neg().to(ScalarType.Float32).cpu().data<float>().CopyTo(result.AsSpan((int)start, (int)length));
        }
        return result;
    }
}
