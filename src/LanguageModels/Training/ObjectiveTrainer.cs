using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace ResearchML.LanguageModels;

/// <summary>An estimator that trains a language model with one objective. Derive from it to make an objective a trainer.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>the text column: Text, one document a row. Empty rows are left out, and counted in the log.</description></item>
/// <item><term>Output</term><description>the columns of <see cref="LanguageModelTransformer"/>.</description></item>
/// <item><term>Looks at the data?</term><description>yes: reads it once, into memory, as token ids.</description></item>
/// </list>
/// Loss, tokens per second and the time left go to ML.NET's log and progress channel, and to <see cref="TrainingOptions.Progress"/>.
/// </remarks>
public abstract class ObjectiveTrainer : IEstimator<LanguageModelTransformer>
{
    private readonly IHost _host;
    private readonly string _name;
    private readonly InputColumn _text;
    private readonly TrainingObjective _objective;
    private readonly LanguageModelTrainerOptions _options;

    /// <summary>Makes the trainer.</summary>
    /// <param name="environment">The context's environment: seed, device, log.</param>
    /// <param name="name">The trainer's name in the log; the context's seed is mixed with it.</param>
    /// <param name="textColumnName">Name of the text column.</param>
    /// <param name="objective">What to minimise. It may serve several runs at once.</param>
    /// <param name="options">Shape, tokenizer, start and schedule.</param>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or the objective does not fit the model.</exception>
    protected ObjectiveTrainer(IHostEnvironment environment, string name, string textColumnName, TrainingObjective objective, LanguageModelTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(textColumnName);
        options.Validate();
        objective.Validate(options.EffectiveModel);
        _host = environment.Register(name);
        (_name, _text, _objective, _options) = (name, InputColumn.Text(textColumnName), objective, options);
    }

    /// <summary>Trains a model.</summary>
    /// <param name="input">Rows with the text column.</param>
    /// <returns>The trained model, which the caller owns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or is not Text.</exception>
    /// <exception cref="ArgumentException">The rows hold no text at all.</exception>
    /// <exception cref="InvalidOperationException">Training diverged; or the context asks for a GPU that is not there.</exception>
    /// <exception cref="OperationCanceledException">The training's token was cancelled.</exception>
    public LanguageModelTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column column = _text.Require(input.Schema);
        torch.Device device = _host.SelectTorchDevice();
        ulong seed = ComponentSeed.Resolve(_host, _options.Training.Seed, _name);
        bool seedIsGiven = _options.Training.Seed is not null || _host.GetSeed() is not null;
        using IChannel channel = _host.Start("Training");
        using IProgressChannel progress = _host.StartProgressChannel(_name);
        var reports = new ChannelProgressAdapter(_host, channel, progress, _options.Training);
        LanguageModel model = LanguageModelTraining.Train(
            Texts(input, column), _objective, _options with { Training = _options.Training with { Progress = reports } }, seed, seedIsGiven, device, text => channel.Info(MessageSensitivity.None, "{0}", text));
        return new LanguageModelTransformer(_host, _text.Name, model);
    }

    /// <summary>The input's columns and the scores.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text column is missing or is not Text.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _text.Require(inputSchema);
        return inputSchema.With(LanguageModelTransformer.OutputColumns);
    }

    private static IEnumerable<string?> Texts(IDataView input, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = input.GetRowCursor([column]);
        Func<string> text = TextColumnAdapter.Bind(cursor, column.Name);
        while (cursor.MoveNext())
            yield return text();
    }
}
