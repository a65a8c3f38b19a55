using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.LanguageModels;

/// <summary>Reads the scores of texts from a view's columns.</summary>
internal static class LanguageModelingEvaluator
{
    public static LanguageModelingMetrics Evaluate(IDataView data, string lossColumn, string tokenColumn, string byteColumn)
    {
        DataViewSchema.Column loss = InputColumn.Single(lossColumn).Require(data.Schema);
        DataViewSchema.Column tokens = new InputColumn(tokenColumn, NumberDataViewType.Int32).Require(data.Schema);
        DataViewSchema.Column bytes = new InputColumn(byteColumn, NumberDataViewType.Int32).Require(data.Schema);
        return LanguageModelingMetrics.Of(Rows(data, loss, tokens, bytes));
    }

    private static IEnumerable<(float LossNats, int TokenCount, int ByteCount)> Rows(
        IDataView data, DataViewSchema.Column loss, DataViewSchema.Column tokens, DataViewSchema.Column bytes)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([loss, tokens, bytes]);
        ValueGetter<float> getLoss = cursor.GetGetter<float>(loss);
        ValueGetter<int> getTokens = cursor.GetGetter<int>(tokens), getBytes = cursor.GetGetter<int>(bytes);
        while (cursor.MoveNext())
        {
            float rowLoss = 0;
            int rowTokens = 0, rowBytes = 0;
            getLoss(ref rowLoss);
            getTokens(ref rowTokens);
            getBytes(ref rowBytes);
            yield return (rowLoss, rowTokens, rowBytes);
        }
    }
}
