using Microsoft.ML;
using Microsoft.ML.Runtime;
using QuestionRow = (string Question, string Gold, string[] Wrong, string? Reply, string? Answer);

namespace ResearchML.Transforms;

/// <summary>Makes dialogues of each question; see <see cref="ChallengeDialoguesEstimator"/>.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ChallengeDialoguesTransformer : ExpandingTransformer<QuestionRow, ChallengeDialogue>, IExternalTransformer
{
    private const int MostStances = 2;

    private readonly ChallengeDialoguesColumnAdapter _columns;
    private readonly bool _severalWrong;
    private readonly ChallengeOptions _options;
    private readonly ulong _seed;
    private readonly ChallengeDesign _design;

    internal ChallengeDialoguesTransformer(IHostEnvironment environment, ChallengeDialoguesColumnAdapter columns, bool severalWrong, ChallengeOptions options, ulong seed)
        : base(environment, nameof(ChallengeDialoguesTransformer))
    {
        (_columns, _severalWrong, _options, _seed, _design) = (columns, severalWrong, options, seed, new ChallengeDesign(options, seed));
        Inputs = columns.Inputs(severalWrong);
    }

    static int IExternalTransformer.FormatVersion => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<ChallengeDialogue>> Outputs => _columns.Outputs;

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader)
    {
        ChallengeDialoguesColumnAdapter columns = ChallengeDialoguesColumnAdapter.Load(reader);
        BinaryReader from = reader.Reader;
        bool severalWrong = from.ReadBoolean();
        ulong seed = from.ReadUInt64();
        var options = new ChallengeOptions
        {
            Pressure = ReadEnums(PressureLadder.All.Count, number => (PressureLevel)number),
            Stances = ReadEnums(MostStances, number => (UserStance)number),
            Cumulative = from.ReadBoolean(),
            Wordings = from.ReadInt32(),
            IncludeNeutral = from.ReadBoolean(),
            AskConfidence = from.ReadBoolean(),
            SystemPrompt = from.ReadBoolean() ? reader.ReadString() : null,
            FirstTurnColumn = columns.Reply,
            FirstAnswerColumn = columns.Answer,
        };
        return new ChallengeDialoguesTransformer(env, columns, severalWrong, options, seed);

        T[] ReadEnums<T>(int most, Func<int, T> named)
        {
            var values = new T[reader.ReadCount(most, sizeof(int))];
            for (int i = 0; i < values.Length; i++)
                values[i] = named(from.ReadInt32());
            return values;
        }
    }

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        _columns.Save(writer);
        BinaryWriter to = writer.Writer;
        to.Write(_severalWrong);
        to.Write(_seed);
        WriteEnums(_options.Pressure.Select(level => (int)level));
        WriteEnums(_options.Stances.Select(stance => (int)stance));
        to.Write(_options.Cumulative);
        to.Write(_options.Wordings);
        to.Write(_options.IncludeNeutral);
        to.Write(_options.AskConfidence);
        to.Write(_options.SystemPrompt is not null);
        if (_options.SystemPrompt is not null)
            to.Write(_options.SystemPrompt);

        void WriteEnums(IEnumerable<int> values)
        {
            to.Write(values.Count());
            foreach (int value in values)
                to.Write(value);
        }
    }

    /// <inheritdoc/>
    protected override Func<QuestionRow> BindInput(DataViewRow row) => _columns.Bind(row, _severalWrong);

    /// <inheritdoc/>
    protected override IEnumerable<ChallengeDialogue> Expand(QuestionRow input) => input is { Reply: { } reply, Answer: { } answer }
        ? _design.Dialogues(input.Question, input.Gold, input.Wrong, reply, answer)
        : _design.Dialogues(input.Question, input.Gold, input.Wrong);

    /// <inheritdoc/>
    protected override ExpansionLog<ChallengeDialogue>? BeginPass() => _options.FirstTurnColumn is null ? null : new FirstAnswerLogAdapter(Host, _design.DialoguesPerTruth);
}
