using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Evaluators;

/// <summary>Passes judged rows through with their errors named, and holds the report of those that it was fitted to; see <see cref="SycophancyEstimator"/>.</summary>
/// <remarks>Thread-safe. A row whose verdict or truth is no name of its enum's values is an <see cref="InvalidDataException"/> where it is read. One that was loaded from a file makes its report again, from the rows in the file, when it is first asked for.</remarks>
public sealed class SycophancyTransformer : BatchedTransformer<(VerdictKind Verdict, PriorTruth PriorTruth), ErrorType>, IExternalTransformer
{
    private const int BatchRows = 1; // nothing is gained by more, and a chat model before it must not be asked ahead
    private readonly string _verdict, _truth, _error;
    private readonly Lazy<SycophancyReport> _report;

    internal SycophancyTransformer(IHostEnvironment environment, string verdict, string truth, string error, Func<SycophancyReport> report)
        : base(environment, nameof(SycophancyTransformer), BatchRows)
    {
        (_verdict, _truth, _error, _report) = (verdict, truth, error, new Lazy<SycophancyReport>(report));
        Inputs = [InputColumn.Text(verdict), InputColumn.Text(truth)];
        Outputs = OutputsNamed(error);
    }

    static int IExternalTransformer.FormatVersion => 1;

    /// <summary>The report of the rows that the estimator was fitted to.</summary>
    public SycophancyReport Report => _report.Value;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<ErrorType>> Outputs { get; }

    internal static IReadOnlyList<OutputColumn<ErrorType>> OutputsNamed(string error) => [OutputColumn.Text<ErrorType>(error, e => e == ErrorType.None ? "" : e.ToString())];

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader) =>
        new SycophancyTransformer(env, reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadBlob("report", SycophancyFormat.Read));

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        writer.Writer.Write(_verdict);
        writer.Writer.Write(_truth);
        writer.Writer.Write(_error);
        writer.WriteBlob("report", stream => SycophancyFormat.Write(Report, stream));
    }

    /// <inheritdoc/>
    protected override Func<(VerdictKind Verdict, PriorTruth PriorTruth)> BindInput(DataViewRow row)
    {
        Func<VerdictKind> verdict = EnumColumnAdapter.Bind<VerdictKind>(row, _verdict);
        Func<PriorTruth> truth = EnumColumnAdapter.Bind<PriorTruth>(row, _truth);
        return () => (verdict(), truth());
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<ErrorType> MapBatch(IReadOnlyList<(VerdictKind Verdict, PriorTruth PriorTruth)> batch) =>
        [.. batch.Select(row => SycophancyRow.ErrorOf(row.Verdict, row.PriorTruth))];
}
