using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Draws samples of each row's prompt and grades them; see <see cref="BestOfNEstimator"/>.</summary>
/// <remarks>Thread-safe. Disposing it waits for what is being drawn and closes the cache; a client is the caller's, and so is a model but for one that was loaded with the transformer.</remarks>
public sealed class BestOfNTransformer : ConcurrentTransformer<BestOfNRow, GradedSamples>, IExternalTransformer
{
    // A token that may be cancelled is of one process.
    private static readonly JsonSerializerOptions Json = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver
        {
            Modifiers = { type => { foreach (JsonPropertyInfo token in type.Properties.Where(p => p.PropertyType == typeof(CancellationToken)).ToArray()) type.Properties.Remove(token); } },
        },
    };

    private readonly IHostEnvironment _environment;
    private readonly BestOfNColumnsAdapter _columns;
    private readonly BestOfNOptions _options;
    private readonly ISampleSource _source;
    private readonly SampleGrading _grading;
    private readonly LanguageModel? _model;
    private readonly int _seed;
    private readonly ChatTarget? _target;

    internal BestOfNTransformer(IHostEnvironment environment, BestOfNColumnsAdapter columns, BestOfNOptions options, LanguageModel model, int seed, bool ownsModel)
        : this(environment, columns, options, new LanguageModelSamples(model, options.GenerationWith(seed), options.CachePath, ownsModel), window: 1) => (_model, _seed) = (model, seed);

    internal BestOfNTransformer(IHostEnvironment environment, BestOfNColumnsAdapter columns, BestOfNOptions options, IChatClient? client, ChatTarget target)
        : this(environment, columns, options, new ChatSamples(client, target, options.ChatWithCache(), columns.IsVector), WindowOf(options)) => _target = target;

    private BestOfNTransformer(IHostEnvironment environment, BestOfNColumnsAdapter columns, BestOfNOptions options, ISampleSource source, int window)
        : base(environment, nameof(BestOfNTransformer), window)
    {
        (_environment, _columns, _options, _source) = (environment, columns, options, source);
        _grading = new SampleGrading(source, options, columns.Prompt);
    }

    /// <summary>What a client was asked and paid since the transformer was made, a sample a call; null of a local model.</summary>
    public ChatUsage? Usage => (_source as ChatSamples)?.Usage;

    static int IExternalTransformer.FormatVersion => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs => _columns.Inputs;

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<GradedSamples>> Outputs => _columns.Outputs;

    /// <summary>Whether it asks a client, and not a local model.</summary>
    internal bool AsksClient => _target is not null;

    /// <summary>The same transformer with a client of its own: what a loaded one needs to ask what its cache does not have.</summary>
    /// <remarks>As <see cref="ChatCompletionTransformer.WithClient"/>.</remarks>
    /// <param name="client">The client; the caller owns it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="ArgumentException">Samples are to be cached and neither client nor options name a model.</exception>
    /// <exception cref="InvalidOperationException">It samples a local model.</exception>
    public BestOfNTransformer WithClient(IChatClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (!AsksClient)
            throw new InvalidOperationException("This transformer samples a LanguageModel, and asks no client.");
        return new BestOfNTransformer(_environment, _columns, _options, client, ChatTarget.Of(client, _options.ChatWithCache()));
    }

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader)
    {
        string prompt = reader.ReadString();
        BestOfNOptions options = Read(reader.ReadString());
        if (reader.Reader.ReadBoolean())
        {
            int seed = reader.Reader.ReadInt32();
            var texts = new BestOfNColumnsAdapter(prompt, vector: false, options);
            return new BestOfNTransformer(env, texts, options, reader.ReadLanguageModel(env.SelectTorchDevice()), seed, ownsModel: true);
        }
        var columns = new BestOfNColumnsAdapter(prompt, reader.Reader.ReadBoolean(), options);
        return new BestOfNTransformer(env, columns, options, client: null, new ChatTarget(reader.ReadString(), reader.ReadString()));
    }

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        if (_options.Verifier is DelegateVerifier { Name: string name })
            throw new NotSupportedException($"This BestOfN cannot be saved: its verifier '{name}' is a C# delegate, which no model file can hold. Save a pipeline with another verifier, or make this step anew where the pipeline is loaded.");
        writer.Writer.Write(_columns.Prompt);
        writer.Writer.Write(JsonSerializer.Serialize(_options, Json));
        writer.Writer.Write(_model is not null);
        if (_model is not null)
        {
            writer.Writer.Write(_seed);
            writer.WriteLanguageModel(_model);
            return;
        }
        writer.Writer.Write(_columns.IsVector);
        writer.Writer.Write(_target!.Endpoint);
        writer.Writer.Write(_target.Model);
    }

    internal void OpenCache() => _source.OpenCache();

    /// <inheritdoc/>
    protected override Func<BestOfNRow> BindInput(DataViewRow row)
    {
        Func<BestOfNRow> read = _columns.Bind(row);
        if (row is not DataViewRowCursor) // a PredictionEngine's: each prediction is a pass
            return () => read() with { Model = new(_source.Fingerprint) };
        var model = new Lazy<string>(_source.Fingerprint);
        return () => read() with { Model = model };
    }

    /// <inheritdoc/>
    protected override Task<GradedSamples> MapAsync(BestOfNRow input) => _grading.RunAsync(input);

    /// <inheritdoc/>
    protected override ExpansionLog<GradedSamples> BeginPass() => new BestOfNLogAdapter(Host, _options.IsGreedy);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _source.Dispose();
        base.Dispose(disposing);
    }

    // As many rows as keep all calls busy, and one to go on with.
    private static int WindowOf(BestOfNOptions options)
    {
        int calls = options.ChatWithCache().MaxConcurrency, perRow = Math.Min(options.BatchSize, options.Samples);
        return 1 + (calls + perRow - 1) / perRow;
    }

    private static BestOfNOptions Read(string json)
    {
        try
        {
            BestOfNOptions options = JsonSerializer.Deserialize<BestOfNOptions>(json, Json) ?? throw new JsonException("null");
            options.Validate();
            return options;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"The options of a saved BestOfN are damaged: {e.Message} Save the model again.", e);
        }
    }
}
