using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>log p(token | tokens before it) for every token of every text, batched by length.</summary>
internal static class LikelihoodScoring
{
    // Rows that a readout is given at once: 4 MB of probabilities, or 64 rows where the vocabulary is large.
    private const long ReadoutNumbers = 1 << 19, LeastReadoutRows = 64;

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
        int tokensPerPass = options.MaxBatchTokens ?? model.Decoder.TokensPerPass;
        for (int first = 0; first < windows.Length;)
        {
            int count = Math.Min(windows.Length - first, Math.Max(1, tokensPerPass / windows[first].Length));
            ScoreBatch(model, windows.AsSpan(first, count), sequences, scores, Math.Max(1, tokensPerPass / count), options);
            first += count;
        }
        return [.. tokens.Select((t, i) => new TextScore(t, scores[i], TextScore.CountBytes(texts[i] ?? "")))];
    }

    // B windows, T positions of the longest, t positions of one piece, N targets.
    private static void ScoreBatch(
        LanguageModel model, ReadOnlySpan<ScoringWindow> windows, int[][] sequences, float[][] scores, int piece, ScoringOptions options)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int batch = windows.Length, length = windows[0].Length;
        var inputs = new long[batch * length];
        for (int i = 0; i < batch; i++)
        {
            // Padding on the right needs no mask: causal attention never looks there.
            for (int t = 0; t < windows[i].Length; t++)
                inputs[i * length + t] = sequences[windows[i].Text][windows[i].Start + t];
        }
        Tensor tokens = tensor(inputs, [batch, length], device: model.Device); // (B, T)
        using KeyValueCache? cache = length > piece ? new KeyValueCache(model.Config, batch, length, model.Decoder.Place) : null;
        for (int start = 0; start < length; start += piece)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            using var pieceScope = NewDisposeScope();
            int count = Math.Min(piece, length - start);
            Tensor hidden = cache is null ? model.Decoder.Hidden(tokens) : model.Decoder.Hidden(tokens.narrow(1, start, count), padding: null, cache); // (B, t, W)
            ScorePiece(model, hidden, windows, sequences, scores, start, options.Readout);
        }
    }

    /// <param name="model">The model.</param>
    /// <param name="hidden">(B, t, W): positions from <paramref name="start"/> on of each window.</param>
    /// <param name="windows">B.</param>
    /// <param name="sequences">Token ids of the texts.</param>
    /// <param name="scores">Log-probabilities of the texts, those of this piece written here.</param>
    /// <param name="start">First position of the piece.</param>
    /// <param name="readout">What <see cref="ScoringOptions.Readout"/> is.</param>
    private static void ScorePiece(LanguageModel model, Tensor hidden, ReadOnlySpan<ScoringWindow> windows, int[][] sequences, float[][] scores, int start, Func<Tensor, Tensor>? readout)
    {
        int count = (int)hidden.shape[1];
        var targets = new List<long>();
        var places = new List<long>(); // where in (B·t) the hidden state of each target's predecessor stands
        for (int i = 0; i < windows.Length; i++)
        {
            for (int target = FirstTarget(windows[i], start); target <= LastTarget(windows[i], start, count); target++)
            {
                targets.Add(sequences[windows[i].Text][target]);
                places.Add((long)i * count + (target - 1 - windows[i].Start - start));
            }
        }
        if (targets.Count == 0)
            return;
        Device device = model.Device;
        Tensor predecessors = hidden.flatten(0, 1).index_select(0, tensor(places.ToArray(), device: device)); // (N, W)
        Tensor ids = tensor(targets.ToArray(), device: device); // (N)
        Tensor scored = readout is null ? model.Decoder.LogProbabilities(predecessors, ids) : ReadOut(model.Decoder, predecessors, ids, readout); // (N)
        ReadOnlySpan<float> logProbabilities = scored.cpu().data<float>().ToArray();
        foreach (ScoringWindow window in windows)
        {
            int first = FirstTarget(window, start), own = Math.Max(0, LastTarget(window, start, count) + 1 - first);
            logProbabilities[..own].CopyTo(scores[window.Text].AsSpan(first - 1));
            logProbabilities = logProbabilities[own..];
        }
    }

    private static Tensor ReadOut(Decoder decoder, Tensor predecessors, Tensor ids, Func<Tensor, Tensor> readout)
    {
        long rows = Math.Max(LeastReadoutRows, ReadoutNumbers / decoder.Config.VocabularySize!.Value);
        var parts = new List<Tensor>();
        for (long first = 0; first < ids.shape[0]; first += rows)
        {
            using var scope = NewDisposeScope();
            long count = Math.Min(rows, ids.shape[0] - first);
            Tensor probabilities = decoder.Logits(predecessors.narrow(0, first, count)).to(ScalarType.Float64).softmax(-1); // (n, V)
            Tensor read = readout(probabilities);
            if (!read.shape.SequenceEqual(probabilities.shape) || read.dtype is not (ScalarType.Float32 or ScalarType.Float64))
                throw new InvalidOperationException($"ScoringOptions.Readout must return float32 or float64 of the shape ({string.Join(", ", probabilities.shape)}) that it was given, but returned {read.dtype} of ({string.Join(", ", read.shape)}).");
            parts.Add(read.gather(1, ids.narrow(0, first, count).unsqueeze(1)).squeeze(1).log().to(ScalarType.Float32).MoveToOuterDisposeScope());
        }
        return cat(parts); // (N)
    }

    private static int FirstTarget(ScoringWindow window, int start) => Math.Max(window.FirstScored, window.Start + start + 1);

    private static int LastTarget(ScoringWindow window, int start, int count) => window.Start + Math.Min(window.Length, start + count);
}
