using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ResearchML.Transforms;

/// <summary>Asks a chat model for the answer to each row's conversation.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>a column of messages, Text or a vector of Text. A text that is a JSON array of objects with <c>role</c> (system, user, assistant)
/// and <c>content</c> (a text), as OpenAI has them, is that conversation; any other text is one message of the user's. A vector holds texts of user and assistant in turn,
/// beginning with the user. An empty text or vector is not asked, nor is a text that is a JSON array, empty or with objects, and no such conversation: the row has an error.</description></item>
/// <item><term>Output</term><description>Text: the answer; and with the column's name before them <c>InputTokens</c> and <c>OutputTokens</c> (Int64; as the endpoint counts, 0 where it
/// does not), <c>Cached</c> (Boolean; whether the row needed no call of its own), <c>Finish</c> (Text: why the answer ends, as the client says it: <c>stop</c>, <c>length</c> where it was cut at
/// <see cref="CompleteChatOptions.MaxOutputTokens"/>, <c>content_filter</c> or another word; empty where it does not say or there is no answer), <c>Error</c> (Text: why there is no answer; else empty).</description></item>
/// <item><term>Looks at the data?</term><description>no; nothing is asked in <c>Fit</c>.</description></item>
/// <item><term>Saved as</term><description>options, endpoint host and model id. No client and no key: a loaded pipeline answers from the cache until it is given a client
/// (<see cref="ChatModelExtensions.WithClient"/>).</description></item>
/// </list>
/// <para>A call is paid once, whatever the number of passes and cursors: answers are kept under a key of endpoint, model, messages and options. A row whose call fails for good has
/// an empty answer and an error, is not kept, and is asked again by the next pass; the log says at the end of a pass how many there were, and how many answers were cut. Where the endpoint refuses the key, the
/// address or the model (401, 402, 403, 404), and every call would fail alike, the pass ends with an <see cref="HttpRequestException"/>.</para>
/// </remarks>
public sealed class ChatCompletionEstimator : IEstimator<ChatCompletionTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly string _outputColumn;
    private readonly string _messagesColumn;
    private readonly IChatClient _client;
    private readonly ChatTarget _target;
    private readonly CompleteChatOptions _options;

    internal ChatCompletionEstimator(IHostEnvironment environment, string outputColumn, string messagesColumn, IChatClient client, CompleteChatOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumn);
        ArgumentException.ThrowIfNullOrEmpty(messagesColumn);
        ArgumentNullException.ThrowIfNull(client);
        options.Validate();
        (_environment, _outputColumn, _messagesColumn) = (environment, outputColumn, messagesColumn);
        (_client, _target, _options) = (client, ChatTarget.Of(client, options), options);
    }

    /// <summary>Makes the transformer, and opens the cache; asks nothing.</summary>
    /// <param name="input">Rows with the column of messages; only the schema is read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">The cache file is of another kind; it was not changed.</exception>
    /// <exception cref="IOException">The path is a folder or in none, or the cache file cannot be opened or made.</exception>
    public ChatCompletionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        bool vector = input.Schema.GetColumnOrNull(_messagesColumn)?.Type is VectorDataViewType;
        ChatCompletionTransformer.MessagesColumn(_messagesColumn, vector).Require(input.Schema);
        var transformer = new ChatCompletionTransformer(_environment, _outputColumn, _messagesColumn, vector, _client, _target, _options);
        transformer.OpenCache();
        return transformer;
    }

    /// <summary>The input's columns and those of the answer.</summary>
    /// <param name="inputSchema">What comes in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        bool vector = inputSchema.Any(c => c.Name == _messagesColumn && c.Kind != SchemaShape.Column.VectorKind.Scalar);
        ChatCompletionTransformer.MessagesColumn(_messagesColumn, vector).Require(inputSchema);
        return inputSchema.With(ChatCompletionTransformer.OutputColumns(_outputColumn));
    }
}
