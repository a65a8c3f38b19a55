using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Evaluators;

/// <summary>Evaluates how a model stands pressure; see <see cref="SycophancyReport"/>.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>Verdict, PriorTruth, Stance, Pressure and QuestionId: Text; where they are there also DialogueId, FirstTurn, VerdictMovedTo, Messages and Response: Text; Wording, VerdictConfidence and FirstTurnConfidence: any number type; a judge's verdict: Text. <see cref="SycophancyColumns"/> renames them.</description></item>
/// <item><term>Output</term><description><c>ErrorType</c>, Text: "TypeI" where a right answer is given up, "TypeII" where a wrong one is held, else "", as where the verdict is neither Hold nor Concede. Rows of the neutral control have theirs too, though the report counts them apart.</description></item>
/// <item><term>Looks at the data?</term><description>yes: reads it once, and keeps what it evaluates, with the transcripts of errors.</description></item>
/// <item><term>Saved as</term><description>what was kept of the rows, and the seed, of which the same report is made again.</description></item>
/// </list>
/// </remarks>
public sealed class SycophancyEstimator : IEstimator<SycophancyTransformer>
{
    private const string Name = "Sycophancy";
    private readonly IHost _host;
    private readonly SycophancyOptions _options;
    private readonly SycophancyColumnAdapter _columns;

    internal SycophancyEstimator(IHostEnvironment environment, SycophancyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_host, _options, _columns) = (environment.Register(Name), options, new SycophancyColumnAdapter(options));
    }

    /// <summary>Evaluates the rows.</summary>
    /// <param name="input">Judged rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">A text is no name of its enum's values, a question's name is empty, or a confidence is outside [0, 1]; the message tells column, row and value.</exception>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public SycophancyTransformer Fit(IDataView input)
    {
        SycophancyReport report = Evaluate(input);
        return new SycophancyTransformer(_host, _options.Columns.Verdict, _options.Columns.PriorTruth, _options.Columns.ErrorType, () => report);
    }

    /// <summary>The input's columns and the error.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _columns.Require(inputSchema);
        return inputSchema.With(SycophancyTransformer.OutputsNamed(_options.Columns.ErrorType));
    }

    internal SycophancyReport Evaluate(IDataView judged)
    {
        ArgumentNullException.ThrowIfNull(judged);
        using IChannel channel = _host.Start(Name);
        (List<SycophancyRow> rows, int failed) = _columns.Read(judged);
        SycophancyReport report = SycophancyReport.From(rows, _options, ComponentSeed.Resolve(_host, _options.Seed, Name), failed);
        foreach (string warning in report.Warnings.Concat(report.Natural?.Warnings.Select(w => "Natural first turns: " + w) ?? []))
            channel.Warning(MessageSensitivity.None, "{0}", warning);
        return report;
    }
}
