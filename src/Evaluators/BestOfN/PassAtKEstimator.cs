using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Evaluators;

/// <summary>Evaluates pass@k of graded samples; see <see cref="PassAtKReport"/>.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>Task: Text; n and c: any number type that holds whole numbers; where asked for, a group: Text. Without n each row is one sample, and c its grade: 0, 1 or Boolean. <see cref="PassAtKOptions"/> names them.</description></item>
/// <item><term>Output</term><description>"PassAt1", "PassAt10" and so on for each k, Single: the unbiased pass@k of the row's own n and c, NaN where n is less than k.</description></item>
/// <item><term>Looks at the data?</term><description>yes: reads it once, and keeps the counts by group and problem.</description></item>
/// <item><term>Saved as</term><description>the counts and the seed, of which the same report is made again.</description></item>
/// </list>
/// </remarks>
public sealed class PassAtKEstimator : IEstimator<PassAtKTransformer>
{
    private const string Name = "PassAtK";
    private readonly IHost _host;
    private readonly PassAtKOptions _options;
    private readonly PassAtKColumnAdapter _columns;

    internal PassAtKEstimator(IHostEnvironment environment, PassAtKOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_host, _options, _columns) = (environment.Register(Name), options, new PassAtKColumnAdapter(options));
    }

    /// <summary>Evaluates the rows.</summary>
    /// <param name="input">Graded problems, or graded samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">A name is empty, or a count is negative, no whole number, or more than the samples, or rows of one problem add up to more than 2^53 samples; the message tells row and column, or row and problem.</exception>
    /// <exception cref="ArgumentException">There is no row.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    public PassAtKTransformer Fit(IDataView input)
    {
        PassAtKReport report = Evaluate(input);
        return new PassAtKTransformer(_host, _columns.Counts(input.Schema), _options.K, () => report);
    }

    /// <summary>The input's columns and a pass@k for each k.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _columns.Require(inputSchema);
        return inputSchema.With(PassAtKTransformer.OutputsFor(_options.K));
    }

    internal PassAtKReport Evaluate(IDataView rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using IChannel channel = _host.Start(Name);
        using IProgressChannel progress = _host.StartProgressChannel(Name);
        int done = 0;
        progress.SetHeader(new ProgressHeader(["resamples"]), entry => entry.SetProgress(0, Volatile.Read(ref done), _options.BootstrapSamples));
        PassAtKReport report = PassAtKReport.From(_columns.Read(rows), _options, ComponentSeed.Resolve(_host, _options.Seed, Name), count =>
        {
            _host.ThrowIfCanceled();
            Volatile.Write(ref done, count);
        });
        foreach (string warning in report.Warnings)
            channel.Warning(MessageSensitivity.None, "{0}", warning);
        return report;
    }
}
