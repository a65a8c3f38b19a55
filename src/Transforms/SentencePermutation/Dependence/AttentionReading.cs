using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Transforms;

/// <summary>Puts documents through the model, and what its heads saw into their totals.</summary>
internal sealed class AttentionReading(LanguageModel model, SentenceDependenceOptions options)
{
    /// <param name="documents">Documents as sentences.</param>
    /// <param name="totals">Where each document's lifts are added up.</param>
    /// <param name="tooLong">Told of each document that has a sentence longer than the context; it gets no lifts.</param>
    public void Run(IReadOnlyList<IReadOnlyList<string>> documents, LiftTotals[] totals, Action<int, SentenceTooLongException> tooLong)
    {
        var windows = new List<(ReadingWindow Window, LiftTotals Into)>();
        for (int i = 0; i < totals.Length; i++)
        {
            try
            {
                EncodedParts tokens = model.Tokenizer.EncodeParts(documents[i]);
                ReadingWindow[] cover = [.. ReadingWindow.Cover(tokens, documents[i].Count, model.Tokenizer.BosId, model.Config.ContextLength)];
                windows.AddRange(cover.Select(window => (window, totals[i])));
            }
            catch (SentenceTooLongException e)
            {
                tooLong(i, e);
            }
        }
        windows.Sort((a, b) => a.Window.Tokens.Length.CompareTo(b.Window.Tokens.Length));
        foreach (Range batch in Batches([.. windows.Select(row => row.Window.Tokens.Length)], options.MaxBatchTokens))
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            Read(windows[batch]);
        }
    }

    /// <summary>Cuts windows into batches that, filled up to their longest, have no more tokens than allowed, or are one window.</summary>
    /// <param name="lengths">Tokens of each window, ascending.</param>
    /// <param name="mostTokens">The most of a batch.</param>
    internal static IEnumerable<Range> Batches(IReadOnlyList<int> lengths, int mostTokens)
    {
        for (int start = 0, end; start < lengths.Count; start = end)
        {
            end = start + 1;
            while (end < lengths.Count && (long)lengths[end] * (end - start + 1) <= mostTokens)
                end++;
            yield return start..end;
        }
    }

    private void Read(List<(ReadingWindow Window, LiftTotals Into)> batch)
    {
        int length = batch.Max(row => row.Window.Tokens.Length), sentences = batch.Max(row => row.Window.Sentences[^1]) + 1;
        int[][] owners = [.. batch.Select(row => Owners(row.Window, length))];
        var uniform = new Dictionary<int, double[][,]>(); // by the layer's window, 0 for none
        using var scope = NewDisposeScope();
        var mass = new AttentionMass(owners, sentences, model, options, (layer, sums) =>
        {
            int? window = model.Config.WindowOf(layer);
            if (!uniform.TryGetValue(window ?? 0, out double[][,]? shares))
                uniform[window ?? 0] = shares = [.. owners.Select(row => UniformAttention.Between(row, sentences, window))];
            Add(batch, sums, shares, sentences);
        });
        // Shorter windows are filled up at their end, where nothing of theirs looks.
        var tokens = new long[batch.Count, length];
        for (int b = 0; b < batch.Count; b++)
        {
            for (int t = 0; t < batch[b].Window.Tokens.Length; t++)
                tokens[b, t] = batch[b].Window.Tokens[t];
        }
        model.Decoder.ReadAttention(tensor(tokens, device: model.Device), mass);
    }

    private static void Add(List<(ReadingWindow Window, LiftTotals Into)> batch, float[] mass, double[][,] uniform, int sentences)
    {
        int heads = mass.Length / (batch.Count * sentences * sentences);
        for (int b = 0; b < batch.Count; b++)
        {
            (ReadingWindow window, LiftTotals into) = batch[b];
            // Sentences before the window's first token, and behind its last, have no token.
            for (int sentence = Math.Max(window.First, window.FirstShown); sentence < window.End && sentence - window.FirstShown < sentences; sentence++)
            {
                int p = sentence - window.FirstShown;
                double[] shares = Row(uniform[b], p);
                for (int head = 0; head < heads; head++)
                    into.Add(sentence, window.FirstShown, mass.AsSpan(((b * heads + head) * sentences + p) * sentences, sentences), shares);
            }
        }
    }

    private static double[] Row(double[,] values, int row) => [.. Enumerable.Range(0, values.GetLength(1)).Select(column => values[row, column])];

    // The sentence of each position, −1 for what counts for none: the sink, which as a query would see nothing beside itself, and filling.
    private int[] Owners(ReadingWindow window, int length)
    {
        int[] owners = [.. window.Sentences, .. Enumerable.Repeat(-1, length - window.Sentences.Length)];
        owners[0] = options.DropSink ? -1 : 0; // kept, BOS belongs to the first sentence
        return owners;
    }
}
