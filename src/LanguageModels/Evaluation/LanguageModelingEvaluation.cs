using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.LanguageModels;

/// <summary>Rows of (loss, tokens, bytes) to <see cref="LanguageModelingMetrics"/>.</summary>
internal static class LanguageModelingEvaluation
{
    public static LanguageModelingMetrics Evaluate(IDataView data, string lossColumn, string tokenColumn, string byteColumn)
    {
        DataViewSchema.Column loss = InputColumn.Single(lossColumn).Require(data.Schema);
        DataViewSchema.Column tokens = new InputColumn(tokenColumn, NumberDataViewType.Int32).Require(data.Schema);
        DataViewSchema.Column bytes = new InputColumn(byteColumn, NumberDataViewType.Int32).Require(data.Schema);
        using DataViewRowCursor cursor = data.GetRowCursor([loss, tokens, bytes]);
        ValueGetter<float> getLoss = cursor.GetGetter<float>(loss);
        ValueGetter<int> getTokens = cursor.GetGetter<int>(tokens), getBytes = cursor.GetGetter<int>(bytes);
        double nats = 0;
        long tokenCount = 0, byteCount = 0, rows = 0, empty = 0;
        while (cursor.MoveNext())
        {
            float rowLoss = 0;
            int rowTokens = 0, rowBytes = 0;
            getLoss(ref rowLoss);
            getTokens(ref rowTokens);
            getBytes(ref rowBytes);
            rows++;
            if (rowTokens == 0)
            {
                empty++;
                continue;
            }
            nats += (double)rowLoss * rowTokens;
            tokenCount += rowTokens;
            byteCount += rowBytes;
        }
        return new LanguageModelingMetrics(nats / tokenCount, tokenCount, byteCount, rows, empty);
    }
}
