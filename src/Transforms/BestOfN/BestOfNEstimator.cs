using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Draws n samples of each row's prompt and counts how many of them, c, are correct: what pass@k is estimated from.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>a column of prompts: Text; of a client also messages, as <see cref="ChatCompletionEstimator"/> reads them. The verifier's column of answers, Text, and of options, a vector of Text, where it has them.</description></item>
/// <item><term>Output</term><description><c>n</c>: Int64, samples graded; <c>c</c>: Int64, of them correct; <c>Chance</c>: Single, the probability that a guess is correct, 0 where an answer cannot be guessed;
/// <c>Grades</c>: a vector of Boolean, of length n; <c>BestOfNError</c>: Text, empty where nothing went wrong; <c>Responses</c>: a vector of Text, of length n, unless <see cref="BestOfNOptions.KeepResponses"/> is off.
/// All with <see cref="BestOfNOptions.ColumnPrefix"/> before them.</description></item>
/// <item><term>Looks at the data?</term><description>no; nothing is sampled in <c>Fit</c>.</description></item>
/// <item><term>Saved as</term><description>options, verifier and seed, with the whole model; of a client, endpoint host and model id: a loaded pipeline answers from its cache until it is given a client
/// (<see cref="ChatModelExtensions.WithClient"/>). A verifier that is a delegate cannot be saved.</description></item>
/// </list>
/// <para>The samples are those of repeated sampling (Brown et al. 2024, arXiv:2407.21787), graded for pass@k (Chen et al. 2021, arXiv:2107.03374). The k-th sample of a prompt depends on seed, prompt and k alone, not on n, on the order of rows
/// or on batches (but for float rounding of a local model): n may be raised later, and the first samples come from the cache. Equal prompts have equal samples.</para>
/// <para>A sample that cannot be drawn, or that a delegate fails on, counts neither in n nor in c: <c>BestOfNError</c> tells of it, and it is asked for again by the next pass. A row with an answer or a prompt that cannot be used has n = 0 and an error,
/// and nothing is sampled for it. An endpoint that refuses every call ends the pass, as does a model whose weights are damaged.</para>
/// </remarks>
public sealed class BestOfNEstimator : IEstimator<BestOfNTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly string _promptColumn;
    private readonly LanguageModel? _model;
    private readonly IChatClient? _client;
    private readonly BestOfNOptions _options;

    internal BestOfNEstimator(IHostEnvironment environment, string promptColumn, LanguageModel? model, IChatClient? client, BestOfNOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(promptColumn);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (model is not null && options.Chat is not null)
            throw new ArgumentException("BestOfNOptions.Chat is for a client; a LanguageModel samples as BestOfNOptions.Generation says.", nameof(options));
        if (client is not null && options.Generation is not null)
            throw new ArgumentException("BestOfNOptions.Generation is for a LanguageModel; a client is asked as BestOfNOptions.Chat says.", nameof(options));
        if (model is not null && options is { CachePath: not null, Seed: null } && environment.GetSeed() is null)
            throw new ArgumentException("BestOfNOptions.CachePath keeps samples by seed, but neither BestOfNOptions.Seed nor the MLContext gives one: a random seed would find no sample again. Set BestOfNOptions.Seed.", nameof(options));
        if (client is not null)
            ChatTarget.Of(client, options.ChatWithCache());
        (_environment, _promptColumn, _model, _client, _options) = (environment, promptColumn, model, client, options);
    }

    /// <summary>Makes the transformer, and opens the cache; samples nothing.</summary>
    /// <param name="input">Rows with the columns that are read; only the schema is looked at.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">The cache file is of another kind; it was not changed.</exception>
    /// <exception cref="IOException">The path is a folder or in none, or the cache file cannot be opened or made.</exception>
    public BestOfNTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        bool vector = _client is not null && input.Schema.GetColumnOrNull(_promptColumn)?.Type is VectorDataViewType;
        var columns = new BestOfNColumnsAdapter(_promptColumn, vector, _options);
        foreach (InputColumn column in columns.Inputs)
            column.Require(input.Schema);
        BestOfNTransformer transformer = _model is not null
            ? new(_environment, columns, _options, _model, unchecked((int)ComponentSeed.Resolve(_environment, _options.Seed, nameof(BestOfNTransformer))), ownsModel: false)
            : new(_environment, columns, _options, _client, ChatTarget.Of(_client!, _options.ChatWithCache()));
        transformer.OpenCache();
        return transformer;
    }

    /// <summary>The input's columns and those of the counts.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        bool vector = _client is not null && inputSchema.Any(c => c.Name == _promptColumn && c.Kind != SchemaShape.Column.VectorKind.Scalar);
        var columns = new BestOfNColumnsAdapter(_promptColumn, vector, _options);
        foreach (InputColumn column in columns.Inputs)
            column.Require(inputSchema);
        return inputSchema.With(columns.Outputs);
    }
}
