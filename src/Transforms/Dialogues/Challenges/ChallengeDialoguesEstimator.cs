using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Transforms;

/// <summary>Makes dialogues of each question, in which a user challenges or endorses an answer that is right or wrong, under growing pressure; see <see cref="ChallengeDesign"/>.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>question and right answer: Text; wrong answers: Text, or a vector of Text of any length. For natural first turns (<see cref="ChallengeOptions.FirstTurnColumn"/>) also the model's reply and, where it is not to be read in that, its answer: Text.</description></item>
/// <item><term>Output</term><description>the messages, Text: a JSON array in OpenAI's form; DialogueId, QuestionId, PriorAnswer, Claim, PriorTruth, Stance, Pressure and FirstTurn: Text; Wording: Int32. They are told of in <see cref="DialogueColumns"/> and <see cref="ChallengeDialogue"/>.
/// The input's columns repeat.</description></item>
/// <item><term>Rows</term><description>by default 20 of each: 2 truths, 2 stances, 5 rungs. With w wordings, s stances and p rungs 2w·s·p, and 2w more with the neutral control; half of that where the first turn is natural, none where its answer is blank.</description></item>
/// <item><term>Looks at the data?</term><description>yes, at questions, right and wrong answers, to refuse what <c>Transform</c> would: in a pipeline that asks a model, before it is asked anything.</description></item>
/// <item><term>Saved as</term><description>options and seed. The words are the library's.</description></item>
/// </list>
/// A question's dialogues depend on the seed and on its texts, never on its place or its neighbours. A row without question or answers, or with the right answer among the wrong ones, is an <see cref="ArgumentException"/> that names it, in <c>Fit</c>; of other data than that of <c>Fit</c>, where it is read.
/// </remarks>
public sealed class ChallengeDialoguesEstimator : IEstimator<ChallengeDialoguesTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly ChallengeDialoguesColumnAdapter _columns;
    private readonly ChallengeOptions _options;

    internal ChallengeDialoguesEstimator(IHostEnvironment environment, string outputColumn, string question, string gold, string distractors, ChallengeOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumn);
        ArgumentException.ThrowIfNullOrEmpty(question);
        ArgumentException.ThrowIfNullOrEmpty(gold);
        ArgumentException.ThrowIfNullOrEmpty(distractors);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_environment, _options) = (environment, options);
        _columns = new ChallengeDialoguesColumnAdapter(outputColumn, question, gold, distractors, options.FirstTurnColumn, options.FirstAnswerColumn);
    }

    /// <summary>Checks every row, once, and makes the transformer.</summary>
    /// <param name="input">Rows with the columns. Replies and their answers are not read, so that a model whose replies they are is not asked for them here.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">A row has no question or no right or wrong answer, or the right answer among the wrong ones; the message names the first.</exception>
    public ChallengeDialoguesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        bool severalWrong = _columns.HasSeveralWrong(input.Schema);
        foreach (InputColumn column in _columns.Inputs(severalWrong))
            column.Require(input.Schema);
        _columns.CheckAll(input, severalWrong);
        return new ChallengeDialoguesTransformer(_environment, _columns, severalWrong, _options, ComponentSeed.Resolve(_environment, _options.Seed, nameof(ChallengeDialoguesTransformer)));
    }

    /// <summary>The input's columns, the messages and what is told of them.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (InputColumn column in _columns.Inputs(_columns.HasSeveralWrong(inputSchema)))
            column.Require(inputSchema);
        return inputSchema.With(_columns.Outputs);
    }
}
