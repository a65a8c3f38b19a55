using Microsoft.ML;
using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Makes several rows of each: its text with the sentences in other orders.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>a text column: Text. A text of one sentence or none, null included, gives one row, itself; so does one whose dependences leave one order,
/// and one with a sentence that is longer than the model's context.</description></item>
/// <item><term>Output</term><description>Text; SourceRowId: the id of the row it was made of; Permutation, a vector of Int32: which sentence of the source stands at each place; Log10Orderings, Single: log10 of the number of orders that keep the dependences, NaN where
/// it is not known; DependenceEdges, Int32: pairs of sentences whose order is kept by their lift or by a pin; SamplingMethod, Text: Exact, Perfect, or Original for the text as it was.</description></item>
/// <item><term>Looks at the data?</term><description>only to measure what is usual at each distance, on request (<see cref="SentencePermutationOptions.MatchDistances"/>).</description></item>
/// <item><term>Saved as</term><description>options, seed and the whole model, within ML.NET's model file.</description></item>
/// </list>
/// A row's draws depend on the seed and on its text, never on its place or its neighbours: equal rows get equal permutations, but for lifts so near the threshold that the rounding of float32 decides.
/// Split data before it is permuted, or by SourceRowId: rows made of one document belong to one side.
/// </remarks>
public sealed class PermuteSentencesEstimator : IEstimator<PermuteSentencesTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly PermuteSentencesColumnAdapter _columns;
    private readonly LanguageModel _model;
    private readonly SentencePermutationOptions _options;

    internal PermuteSentencesEstimator(
        IHostEnvironment environment, string outputColumnName, string inputColumnName, LanguageModel model, SentencePermutationOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(model.Config.Layers);
        (_environment, _columns, _model, _options) = (environment, new PermuteSentencesColumnAdapter(inputColumnName, outputColumnName), model, options);
    }

    /// <summary>Makes the transformer; it shares the model, which the caller still owns.</summary>
    /// <param name="input">Rows with the text column; only the schema is read, unless distances are to be matched.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or is not Text.</exception>
    /// <exception cref="ArgumentException">Distances are to be matched, and none of the rows read has two sentences.</exception>
    public PermuteSentencesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _columns.Text.Require(input.Schema);
        ulong seed = ComponentSeed.Resolve(_environment, _options.Seed, nameof(PermuteSentencesTransformer));
        DistanceBaseline? distances = _options.MatchDistances ? MeasureDistances(input) : null;
        return new PermuteSentencesTransformer(_environment, _columns, _model, _options, distances, seed, ownsModel: false);
    }

    /// <summary>The input's columns, the text and what is told of it.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or is not Text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _columns.Text.Require(inputSchema);
        return inputSchema.With(_columns.Outputs);
    }

    private DistanceBaseline MeasureDistances(IDataView input)
    {
        var documents = new List<IReadOnlyList<string>>();
        using DataViewRowCursor cursor = input.GetRowCursor([input.Schema[_columns.Text.Name]]);
        Func<string> read = TextColumnAdapter.Bind(cursor, _columns.Text.Name);
        for (int rows = 0; rows < _options.BaselineRows && cursor.MoveNext(); rows++)
            documents.AddRange(_options.Splitter.Split(read()).Chunk(_options.SectionSentences));
        return DistanceBaseline.Measure(_model, documents, _options.Dependence);
    }
}
