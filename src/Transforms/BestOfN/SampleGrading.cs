using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ResearchML.Statistics;

namespace ResearchML.Transforms;

/// <summary>Draws a row's samples, batch by batch, and grades each.</summary>
/// <param name="source">Where samples come from.</param>
/// <param name="options">Valid options.</param>
/// <param name="promptColumn">Name of the column of the prompts, for messages.</param>
internal sealed class SampleGrading(ISampleSource source, BestOfNOptions options, string promptColumn)
{
    public async Task<GradedSamples> RunAsync(BestOfNRow row)
    {
        RowVerifier verifier;
        try
        {
            verifier = options.Verifier.For(row.Answer, row.Options); // before a sample is paid that nobody could grade
        }
        catch (FormatException e)
        {
            return GradedSamples.None($"Column '{(e is ChoiceOptionsException ? options.Verifier.OptionsColumnName : options.Verifier.AnswerColumnName)}': {e.Message}.", chance: 0);
        }
        var graded = new Counter(verifier);
        bool isNarrow = false;
        int first = 0;
        for (int count; first < options.Samples && !isNarrow; first += count)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            count = Math.Min(options.BatchSize, options.Samples - first);
            IReadOnlyList<ChatReply> replies;
            try
            {
                replies = await source.DrawAsync(row.Model, row.Prompt, first, count);
            }
            catch (FormatException e)
            {
                return GradedSamples.None($"Column '{promptColumn}': {e.Message}.", verifier.Chance);
            }
            for (int i = 0; i < count; i++)
                graded.Add(first + i, replies[i]);
            isNarrow = graded.HalfWidth is { } half && half <= options.StopAtHalfWidth && graded.Count >= options.MinimumSamples;
        }
        return graded.Result(stoppedEarly: first < options.Samples) with { Model = row.Model.Value, Prompt = HashOf(row.Prompt) };
    }

    // 128 bits of SHA-256 over the texts, each behind its length: sixteen bytes a row, of which no two prompts share any by chance.
    private static UInt128 HashOf(IReadOnlyList<string> prompt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string text in prompt)
        {
            hash.AppendData(BitConverter.GetBytes(text.Length));
            hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        }
        return BinaryPrimitives.ReadUInt128LittleEndian(hash.GetHashAndReset());
    }

    /// <summary>Counts the samples of a row.</summary>
    private sealed class Counter(RowVerifier verifier)
    {
        private readonly List<string> _responses = [];
        private readonly List<bool> _grades = [];
        private int _correct, _drawn, _cached, _failed, _ungraded;
        private string? _error;

        public int Count => _grades.Count;

        /// <summary>Half the width of Wilson's 95% interval of c/n; null without a sample.</summary>
        public double? HalfWidth => Count > 0 && Proportion.Wilson(_correct, Count) is var interval ? (interval.Upper - interval.Lower) / 2 : null;

        public void Add(int index, ChatReply reply)
        {
            if (reply.Error is { } error)
            {
                _failed++;
                _error ??= FormattableString.Invariant($"Sample {index} failed: {error}");
                return;
            }
            (_drawn, _cached) = reply.Cached ? (_drawn, _cached + 1) : (_drawn + 1, _cached);
            try
            {
                bool isCorrect = verifier.IsCorrect(reply.Text);
                _responses.Add(reply.Text);
                _grades.Add(isCorrect);
                _correct += isCorrect ? 1 : 0;
            }
            catch (Exception e) when (e is not OperationCanceledException) // a delegate's own: this sample's concern, not the pass's
            {
                _ungraded++;
                _error ??= FormattableString.Invariant($"The verifier failed on sample {index}: {e.GetType().Name}: {e.Message}");
            }
        }

        public GradedSamples Result(bool stoppedEarly)
        {
            int without = _failed + _ungraded;
            string? error = without == 0 ? null : FormattableString.Invariant($"{without} of {without + Count} samples count neither in n nor in c. {_error}");
            return new GradedSamples(_responses, _grades, verifier.Chance, _drawn, _cached, _failed, _ungraded, stoppedEarly, error);
        }
    }
}
