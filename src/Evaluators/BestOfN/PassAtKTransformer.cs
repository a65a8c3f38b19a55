using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Evaluators;

/// <summary>Passes graded problems through with the pass@k of each, and holds the report of those that it was fitted to; see <see cref="PassAtKEstimator"/>.</summary>
/// <remarks>Thread-safe. A row with impossible counts is an <see cref="InvalidDataException"/> where it is read. One that was loaded from a file makes its report again, from the counts in the file, when it is first asked for.</remarks>
public sealed class PassAtKTransformer : BatchedTransformer<(long Samples, long Correct), float[]>, IExternalTransformer
{
    private const int BatchRows = 1; // nothing is gained by more, and a language model before it must not be asked ahead
    private readonly PassAtKCountsAdapter _counts;
    private readonly IReadOnlyList<int> _ks;
    private readonly Lazy<PassAtKReport> _report;

    internal PassAtKTransformer(IHostEnvironment environment, PassAtKCountsAdapter counts, IReadOnlyList<int> ks, Func<PassAtKReport> report)
        : base(environment, nameof(PassAtKTransformer), BatchRows)
    {
        (_counts, _ks, _report) = (counts, ks, new Lazy<PassAtKReport>(report));
        Inputs = counts.Inputs;
        Outputs = OutputsFor(ks);
    }

    static int IExternalTransformer.FormatVersion => 1;

    /// <summary>The report of the rows that the estimator was fitted to.</summary>
    public PassAtKReport Report => _report.Value;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<float[]>> Outputs { get; }

    internal static IReadOnlyList<OutputColumn<float[]>> OutputsFor(IReadOnlyList<int> ks) =>
        [.. ks.Select((k, i) => OutputColumn.Single<float[]>("PassAt" + k.ToString(CultureInfo.InvariantCulture), passes => passes[i]))];

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader)
    {
        string samples = reader.ReadString();
        var counts = new PassAtKCountsAdapter(samples.Length == 0 ? null : samples, reader.ReadString(), reader.Reader.ReadBoolean());
        int[] ks = new int[reader.ReadCount(PassAtKOptions.MostK, sizeof(int))];
        for (int i = 0; i < ks.Length; i++)
            ks[i] = reader.Reader.ReadInt32();
        try
        {
            new PassAtKOptions { K = ks }.Validate();
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The saved pass@k transformer is damaged: {e.Message} Save or copy the model again.", e);
        }

        return new PassAtKTransformer(env, counts, ks, reader.ReadBlob("report", PassAtKFormat.Read));
    }

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        writer.Writer.Write(_counts.Samples ?? "");
        writer.Writer.Write(_counts.Correct);
        writer.Writer.Write(_counts.IsBoolean);
        writer.Writer.Write(_ks.Count);
        foreach (int k in _ks)
            writer.Writer.Write(k);
        writer.WriteBlob("report", stream => PassAtKFormat.Write(Report, stream));
    }

    /// <inheritdoc/>
    protected override Func<(long Samples, long Correct)> BindInput(DataViewRow row) => _counts.Bind(row);

    /// <inheritdoc/>
    protected override IReadOnlyList<float[]> MapBatch(IReadOnlyList<(long Samples, long Correct)> batch) =>
        [.. batch.Select(row => _ks.Select(k => (float)PassAtK.Unbiased(row.Samples, row.Correct, k)).ToArray())];
}
