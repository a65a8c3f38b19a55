using System.Globalization;
using Microsoft.ML.Runtime;
using PermutedRow = (ResearchML.Transforms.PermutedDocument Document, Microsoft.ML.Data.DataViewRowId Source);

namespace ResearchML.Transforms;

/// <summary>Counts what became of the documents of a pass, and logs it at its end.</summary>
internal sealed class PermutationLogAdapter(IHost host) : ExpansionLog<PermutedRow>
{
    private readonly Dictionary<DocumentFate, long> _documents = [];
    private readonly Dictionary<string, long> _rows = [];

    public override void Made(PermutedRow row)
    {
        _rows[row.Document.Method] = _rows.GetValueOrDefault(row.Document.Method) + 1;
        if (row.Document.Copy == 0)
            _documents[row.Document.Fate] = _documents.GetValueOrDefault(row.Document.Fate) + 1;
    }

    public override void Completed(long rowsIn, long rowsOut)
    {
        using IChannel channel = host.Start("PermuteSentences");
        channel.Info(MessageSensitivity.None, Summary(rowsIn, rowsOut));
        long lost = rowsIn - _documents.Values.Sum();
        if (lost != 0)
            channel.Warning(MessageSensitivity.None, $"{lost} documents in have no row out. This is a defect: please report it.");
    }

    private string Summary(long rowsIn, long rowsOut) => string.Create(CultureInfo.InvariantCulture,
        $"{rowsIn:N0} documents in, {rowsOut:N0} rows out: {Documents(DocumentFate.Permuted):N0} permuted ({Rows(SamplingMethod.Exact):N0} rows drawn by count, {Rows(SamplingMethod.Perfect):N0} by coupling from the past), ") +
        string.Create(CultureInfo.InvariantCulture,
        $"{Documents(DocumentFate.OneOrder):N0} whose dependences leave one order, {Documents(DocumentFate.OneSentence):N0} of one sentence or none, {Documents(DocumentFate.SentenceTooLong):N0} with a sentence longer than the model's context.");

    private long Documents(DocumentFate fate) => _documents.GetValueOrDefault(fate);

    private long Rows(SamplingMethod method) => _rows.GetValueOrDefault(method.ToString());
}
