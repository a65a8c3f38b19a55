using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Trainers;

/// <summary>Fits scaling laws L(N, D) to training runs, chooses between them and says what they cannot know.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>columns of loss, parameters and tokens, and on request of distinct tokens, weight: any number type, computed with as Double; group: Text.</description></item>
/// <item><term>Output</term><description><c>Score</c>, <c>ScoreLower</c> and <c>ScoreUpper</c>, Single: predicted loss in the label's unit with a prediction interval.</description></item>
/// <item><term>Looks at the data?</term><description>yes: reads it once, into memory.</description></item>
/// <item><term>Saved as</term><description>the runs, every form's fit and bootstrap replicates, and the validation, as Double, within ML.NET's model file.</description></item>
/// </list>
/// <para>ML.NET's regression metrics read labels of type Single: convert a Double label for <c>Regression.Evaluate</c> and <c>CrossValidate</c>.</para>
/// </remarks>
public sealed class ScalingLawTrainer : IEstimator<ScalingLawTransformer>
{
    private const string Name = nameof(ScalingLawTrainer);
    private readonly IHost _host;
    private readonly ScalingLawOptions _options;
    private readonly ScalingLawColumnsAdapter _columns;

    internal ScalingLawTrainer(IHostEnvironment environment, ScalingLawOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(Name);
        (_options, _columns) = (options, new ScalingLawColumnsAdapter(options));
    }

    /// <summary>Fits the forms.</summary>
    /// <param name="input">The runs, one a row. A <c>Microsoft.Data.Analysis.DataFrame</c> is one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">A row's N, D, U or loss is not a positive finite number, or its weight is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">No form can be fitted to the runs; the message says why for each.</exception>
    /// <exception cref="OperationCanceledException">The options' token, or the context, was cancelled.</exception>
    public ScalingLawTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using IChannel channel = _host.Start(Name);
        using IProgressChannel progress = _host.StartProgressChannel(Name);
        var (runs, invalid) = _columns.Read(input);
        int done = 0;
        progress.SetHeader(new ProgressHeader(["resamples"]), entry => entry.SetProgress(0, Volatile.Read(ref done), _options.BootstrapSamples));
        ScalingLaw law = ScalingLawFitter.Fit(runs, invalid, _options, ComponentSeed.Resolve(_host, _options.Seed, Name), count =>
        {
            _host.ThrowIfCanceled();
            Volatile.Write(ref done, count);
        });
        foreach (ScalingLawFit fit in law.Fits.Values)
        {
            if (fit.Status == FitStatus.Ok)
                channel.Info(MessageSensitivity.None, "{0}", fit);
            else
                channel.Warning(MessageSensitivity.None, "{0}", fit);
        }

        return new ScalingLawTransformer(_host, _columns.ForScoring, law);
    }

    /// <summary>The input's columns and the scores.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _columns.Require(inputSchema);
        return inputSchema.With(ScalingLawTransformer.OutputColumns);
    }
}
