using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Rows of tokens that went through the network side by side, and that more tokens may follow.</summary>
/// <remarks>Rows of unequal length are padded on the left, so that all end at the same column of the key-value cache.</remarks>
internal sealed class EncodedRows : IDisposable
{
    // B rows, T positions of the longest, W width of the model.
    private readonly Decoder _decoder;
    private readonly Tensor? _padding; // (B), null where no row is padded

    /// <summary>Encodes rows.</summary>
    /// <param name="decoder">The network.</param>
    /// <param name="rows">B rows of token ids, at least one each.</param>
    /// <param name="capacity">Positions to make room for, in tokens; no fewer than the longest row has.</param>
    /// <param name="cancellationToken">Stops between two pieces of long rows.</param>
    public EncodedRows(Decoder decoder, IReadOnlyList<IReadOnlyList<int>> rows, long capacity, CancellationToken cancellationToken)
        : this(decoder, PaddingOf(rows), new KeyValueCache(decoder.Config, rows.Count, capacity, decoder.Place))
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int length = rows.Max(r => r.Count);
        var ids = new long[rows.Count * length];
        for (int i = 0; i < rows.Count; i++)
        {
            for (int t = 0; t < rows[i].Count; t++)
                ids[i * length + Padding[i] + t] = rows[i][t];
        }
        try
        {
            Last = AppendInPieces(tensor(ids, [rows.Count, length], device: decoder.Device), cancellationToken).DetachFromDisposeScope();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private EncodedRows(Decoder decoder, long[] padding, KeyValueCache cache)
    {
        (_decoder, Padding, Cache) = (decoder, padding, cache);
        _padding = Array.TrueForAll(padding, p => p == 0) ? null : tensor(padding, device: decoder.Device).DetachFromDisposeScope();
    }

    /// <summary>(B) how many of each row's first positions are padding.</summary>
    public long[] Padding { get; }

    /// <summary>Keys and values.</summary>
    public KeyValueCache Cache { get; }

    /// <summary>Whether no more tokens can follow.</summary>
    public bool IsFull => Cache.Length == Cache.Capacity;

    /// <summary>(B, W) hidden states of the last tokens that the rows were made with.</summary>
    public Tensor Last { get; private init; } = null!;

    /// <summary>Each row <paramref name="times"/> times, one after the other, without another pass through the network.</summary>
    /// <param name="times">Rows there for each row here.</param>
    /// <param name="capacity">Positions to make room for, in tokens.</param>
    public EncodedRows Repeat(int times, long capacity)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return new EncodedRows(_decoder, [.. Padding.SelectMany(p => Enumerable.Repeat(p, times))], Cache.Repeat(times, capacity))
        {
            Last = Last.repeat_interleave(times, 0).DetachFromDisposeScope(), // (B, W) -> (B·times, W)
        };
    }

    /// <summary>Appends tokens to every row.</summary>
    /// <param name="tokens">(B, T) token ids, int64.</param>
    /// <returns>(B, W) hidden states of the last.</returns>
    public Tensor Append(Tensor tokens) => _decoder.Hidden(tokens, _padding, Cache).select(1, tokens.shape[1] - 1);

    public void Dispose()
    {
        Cache.Dispose();
        _padding?.Dispose();
        Last?.Dispose();
    }

    private static long[] PaddingOf(IReadOnlyList<IReadOnlyList<int>> rows)
    {
        long length = rows.Max(r => r.Count);
        return [.. rows.Select(r => length - r.Count)];
    }

    // Long rows go through the network in pieces: their activations would take more memory than the weights.
    private Tensor AppendInPieces(Tensor tokens, CancellationToken cancellationToken)
    {
        long length = tokens.shape[1], piece = Math.Max(1, _decoder.TokensPerPass / tokens.shape[0]);
        for (long start = 0; ; start += piece)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            Tensor last = Append(tokens.narrow(1, start, Math.Min(piece, length - start)));
            if (start + piece >= length)
                return last.clone().MoveToOuterDisposeScope(); // (B, W), not a view that would keep all of the piece
        }
    }
}
