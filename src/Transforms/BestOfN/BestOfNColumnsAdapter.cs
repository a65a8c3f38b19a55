using Microsoft.ML;
using Microsoft.ML.Data;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>The columns that <c>BestOfN</c> reads and writes.</summary>
internal sealed class BestOfNColumnsAdapter
{
    private static readonly DataViewType Texts = new VectorDataViewType(TextDataViewType.Instance), Booleans = new VectorDataViewType(BooleanDataViewType.Instance);

    private readonly string? _answer, _options;

    /// <param name="prompt">Name of the column of prompts.</param>
    /// <param name="vector">Whether it holds vectors of messages.</param>
    /// <param name="options">Valid options.</param>
    public BestOfNColumnsAdapter(string prompt, bool vector, BestOfNOptions options)
    {
        (Prompt, IsVector) = (prompt, vector);
        (_answer, _options) = (options.Verifier.AnswerColumnName, options.Verifier.OptionsColumnName);
        Inputs = [.. new[]
        {
            vector ? new InputColumn(prompt, TextDataViewType.Instance, ColumnKind.AnyVector) : InputColumn.Text(prompt),
            _answer is null ? null : InputColumn.Text(_answer),
            _options is null ? null : new InputColumn(_options, TextDataViewType.Instance, ColumnKind.AnyVector),
        }.OfType<InputColumn>()];
        string prefix = options.ColumnPrefix;
        Outputs =
        [
            OutputColumn.Create<GradedSamples, long>(prefix + "n", NumberDataViewType.Int64, r => r.Grades.Count),
            OutputColumn.Create<GradedSamples, long>(prefix + "c", NumberDataViewType.Int64, r => r.Correct),
            OutputColumn.Single<GradedSamples>(prefix + "Chance", r => (float)r.Chance),
            OutputColumn.Create<GradedSamples, VBuffer<bool>>(prefix + "Grades", Booleans, r => new VBuffer<bool>(r.Grades.Count, [.. r.Grades])),
            OutputColumn.Text<GradedSamples>(prefix + "BestOfNError", r => r.Error),
            .. options.KeepResponses
                ? (OutputColumn<GradedSamples>[])[OutputColumn.Create<GradedSamples, VBuffer<ReadOnlyMemory<char>>>(prefix + "Responses", Texts, r => new VBuffer<ReadOnlyMemory<char>>(r.Responses.Count, [.. r.Responses.Select(t => t.AsMemory())]))]
                : [],
        ];
    }

    public string Prompt { get; }

    public bool IsVector { get; }

    public IReadOnlyList<InputColumn> Inputs { get; }

    public IReadOnlyList<OutputColumn<GradedSamples>> Outputs { get; }

    /// <summary>A reader of the row's prompt, answer and options.</summary>
    public Func<BestOfNRow> Bind(DataViewRow row)
    {
        Func<IReadOnlyList<string>> prompt = IsVector ? BindTexts(row, Prompt) : BindText(row, Prompt);
        Func<string> answer = _answer is null ? () => "" : TextColumnAdapter.Bind(row, _answer);
        Func<IReadOnlyList<string>> options = _options is null ? () => [] : BindTexts(row, _options);
        return () => new BestOfNRow(prompt(), answer(), options());
    }

    private static Func<IReadOnlyList<string>> BindText(DataViewRow row, string name)
    {
        Func<string> text = TextColumnAdapter.Bind(row, name);
        return () => [text()];
    }

    private static Func<IReadOnlyList<string>> BindTexts(DataViewRow row, string name)
    {
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(row.Schema[name]);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return () =>
        {
            getter(ref texts);
            return [.. texts.DenseValues().Select(text => text.ToString())];
        };
    }
}
