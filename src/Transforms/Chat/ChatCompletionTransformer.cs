using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms;

/// <summary>Asks a chat model for the answer to each row's conversation; see <see cref="ChatCompletionEstimator"/>.</summary>
/// <remarks>Thread-safe. Disposing it waits for the calls in flight and closes the cache; the client is the caller's.</remarks>
public sealed class ChatCompletionTransformer : ConcurrentTransformer<string[], ChatReply>, IExternalTransformer
{
    private readonly IHostEnvironment _environment;
    private readonly string _outputColumn;
    private readonly string _messagesColumn;
    private readonly bool _vector;
    private readonly ChatTarget _target;
    private readonly CompleteChatOptions _options;
    private readonly ChatCaller _caller;

    internal ChatCompletionTransformer(
        IHostEnvironment environment, string outputColumn, string messagesColumn, bool vector, IChatClient? client, ChatTarget target, CompleteChatOptions options)
        : base(environment, nameof(ChatCompletionTransformer), options.MaxConcurrency)
    {
        (_environment, _outputColumn, _messagesColumn, _vector) = (environment, outputColumn, messagesColumn, vector);
        (_target, _options) = (target, options);
        _caller = new ChatCaller(client, target, options, TimeProvider.System);
        Inputs = [MessagesColumn(messagesColumn, vector)];
        Outputs = OutputColumns(outputColumn);
    }

    /// <summary>What was asked and paid since the transformer was made.</summary>
    public ChatUsage Usage => _caller.Usage;

    static int IExternalTransformer.FormatVersion => 1;

    /// <inheritdoc/>
    protected override IReadOnlyList<InputColumn> Inputs { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<OutputColumn<ChatReply>> Outputs { get; }

    /// <summary>The same transformer with a client of its own: what a loaded one needs to ask what its cache does not have.</summary>
    /// <remarks>Answers are looked up and kept under the new client's endpoint and model (<see cref="CompleteChatOptions.ModelId"/> goes before its own): one of another model's asks anew.
    /// The two share the cache file, and nothing else: answers kept in memory are this one's alone.</remarks>
    /// <param name="client">The client; the caller owns it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="ArgumentException">Answers are to be cached and neither client nor options name a model.</exception>
    public ChatCompletionTransformer WithClient(IChatClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new ChatCompletionTransformer(_environment, _outputColumn, _messagesColumn, _vector, client, ChatTarget.Of(client, _options), _options);
    }

    static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader)
    {
        string output = reader.ReadString(), messages = reader.ReadString();
        bool vector = reader.Reader.ReadBoolean();
        var target = new ChatTarget(reader.ReadString(), reader.ReadString());
        CompleteChatOptions? options;
        try
        {
            options = JsonSerializer.Deserialize<CompleteChatOptions>(reader.ReadString());
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The options of a saved ChatCompletionTransformer are damaged. Save the model again.", e);
        }
        options ??= new CompleteChatOptions();
        options.Validate();
        return new ChatCompletionTransformer(env, output, messages, vector, client: null, target, options);
    }

    void IExternalTransformer.Save(TransformerWriter writer)
    {
        writer.Writer.Write(_outputColumn);
        writer.Writer.Write(_messagesColumn);
        writer.Writer.Write(_vector);
        writer.Writer.Write(_target.Endpoint);
        writer.Writer.Write(_target.Model);
        writer.Writer.Write(JsonSerializer.Serialize(_options));
    }

    internal static InputColumn MessagesColumn(string name, bool vector) =>
        vector ? new InputColumn(name, TextDataViewType.Instance, ColumnKind.AnyVector) : InputColumn.Text(name);

    internal static IReadOnlyList<OutputColumn<ChatReply>> OutputColumns(string name) =>
    [
        OutputColumn.Text<ChatReply>(name, r => r.Text),
        OutputColumn.Create<ChatReply, long>(name + "InputTokens", NumberDataViewType.Int64, r => r.InputTokens),
        OutputColumn.Create<ChatReply, long>(name + "OutputTokens", NumberDataViewType.Int64, r => r.OutputTokens),
        OutputColumn.Boolean<ChatReply>(name + "Cached", r => r.Cached),
        OutputColumn.Text<ChatReply>(FinishColumn(name), r => r.FinishReason),
        OutputColumn.Text<ChatReply>(name + "Error", r => r.Error),
    ];

    private static string FinishColumn(string name) => name + "Finish";

    internal void OpenCache() => _caller.OpenCache();

    /// <inheritdoc/>
    protected override Func<string[]> BindInput(DataViewRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return _vector ? BindVector(row) : BindText(row);
    }

    /// <inheritdoc/>
    protected override async Task<ChatReply> MapAsync(string[] input)
    {
        ChatReply reply;
        try
        {
            reply = await _caller.AskAsync(_vector ? ChatMessages.Alternate(input) : ChatMessages.Parse(input[0]));
        }
        catch (FormatException e)
        {
            reply = _caller.Refuse($"Column '{_messagesColumn}': {e.Message}.");
        }
        return reply.Error is { } error && _options.ThrowOnError ? throw new InvalidOperationException($"Column '{_outputColumn}': no answer to a row. {error}") : reply;
    }

    /// <inheritdoc/>
    protected override ExpansionLog<ChatReply> BeginPass() => new ChatLogAdapter(Host, _caller, FinishColumn(_outputColumn));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _caller.Dispose();
        base.Dispose(disposing);
    }

    private Func<string[]> BindText(DataViewRow row)
    {
        Func<string> text = TextColumnAdapter.Bind(row, _messagesColumn);
        return () => [text()];
    }

    private Func<string[]> BindVector(DataViewRow row)
    {
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(row.Schema[_messagesColumn]);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return () =>
        {
            getter(ref texts);
            return [.. texts.DenseValues().Select(t => t.ToString())];
        };
    }
}
