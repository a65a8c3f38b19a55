namespace ResearchML.LanguageModels;

/// <summary>Several samples of each prompt: a prompt is encoded once, and its rows are decoded in groups that fit into memory.</summary>
internal sealed class Sampling
{
    private const long LeastBytes = 512 << 20; // of a group of rows, whatever the weights take

    private readonly LanguageModel _model;
    private readonly SampleOptions _options;

    public Sampling(LanguageModel model, SampleOptions options)
    {
        options.Validate();
        (_model, _options) = (model, options);
    }

    /// <summary>Tokens that went through the network other than one by one, padding included.</summary>
    public long EncodedTokens { get; private set; }

    /// <summary>Samples every prompt.</summary>
    /// <typeparam name="T">What is kept of a row.</typeparam>
    /// <param name="prompts">P prompts of token ids.</param>
    /// <param name="result">Of a finished row.</param>
    /// <returns>P lists of as many results as there are samples.</returns>
    public IReadOnlyList<IReadOnlyList<T>> Run<T>(IReadOnlyList<IReadOnlyList<int>> prompts, Func<GeneratedSequence, T> result)
    {
        GenerationOptions generation = _options.Generation;
        int samples = generation.IsGreedy ? 1 : _options.Samples;
        IReadOnlyList<ulong> seeds = GenerationSeeds.ForEach(prompts, generation.SeedBits, samples, _options.FirstSample); // (P·samples)
        IReadOnlyList<int>[] windows = [.. prompts.Select(p => _model.NewRow(p, generation, seed: 0).Window(_model.Config.ContextLength))];
        // Longest first: neighbours have like lengths, so little is padded, and memory peaks at the first group.
        int[] order = [.. Enumerable.Range(0, prompts.Count).OrderByDescending(p => windows[p].Count)];
        var results = new T[prompts.Count][];
        for (int first = 0, count; first < order.Length; first += count)
        {
            int rows = RowsThatFit(windows[order[first]].Count);
            count = Math.Clamp(rows / samples, 1, order.Length - first);
            int[] group = order[first..(first + count)];
            foreach (int p in group)
                results[p] = new T[samples];
            using EncodedRows? shared = samples > 1 ? Encode([.. group.Select(p => windows[p])]) : null;
            for (int done = 0, now; done < samples; done += now)
            {
                now = Math.Min(samples - done, Math.Max(1, rows / count));
                (int Prompt, int Sample)[] places = [.. group.SelectMany(p => Enumerable.Range(done, now).Select(s => (p, s)))];
                GeneratedSequence[] sequences = [.. places.Select(at => _model.NewRow(prompts[at.Prompt], generation, seeds[at.Prompt * samples + at.Sample]))];
                Decode(sequences, shared);
                foreach (((int prompt, int sample), GeneratedSequence sequence) in places.Zip(sequences))
                    results[prompt][sample] = result(sequence);
            }
        }
        return samples == _options.Samples ? results : [.. results.Select(one => Enumerable.Repeat(one[0], _options.Samples).ToArray())];
    }

    private EncodedRows Encode(IReadOnlyList<int>[] windows)
    {
        var encoded = new EncodedRows(_model.Decoder, windows, windows.Max(w => w.Count), _options.Generation.CancellationToken);
        EncodedTokens += encoded.Cache.Length * windows.Length;
        return encoded;
    }

    private void Decode(GeneratedSequence[] rows, EncodedRows? prompts)
    {
        using var generation = new Generation(_model, rows, _options.Generation, prompts);
        generation.Run();
        EncodedTokens += generation.EncodedTokens;
    }

    /// <summary>How many rows may stand side by side after prompts of at most <paramref name="length"/> tokens.</summary>
    private int RowsThatFit(int length)
    {
        if (_options.MaxBatchRows is int rows)
            return rows;
        DecoderConfig config = _model.Config;
        WeightPlacement place = _model.Decoder.Place;
        long capacity = Math.Min(config.ContextLength, (long)length + _options.Generation.MaxTokens);
        const long LogitBytes = 2 * sizeof(float); // as a tensor and as an array
        long rowBytes = KeyValueCache.BytesPerRow(config, capacity, place) + LogitBytes * config.VocabularySize!.Value;
        long bytes = Math.Max(LeastBytes, config.CountParameters() * place.NumberBytes);
        return (int)Math.Clamp(bytes / rowBytes, 1, int.MaxValue);
    }
}
