using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ResearchML.Transforms;

/// <summary>Why a try of a call gave no answer.</summary>
/// <param name="Reason">The status and an excerpt of what the endpoint said, without secrets.</param>
/// <param name="IsTransient">Whether another try may succeed.</param>
/// <param name="MayBePaid">Whether the endpoint may have computed an answer and charged for it.</param>
/// <param name="Status">The HTTP status, or null.</param>
/// <param name="RetryAfter">How long the endpoint asks to wait, or null.</param>
internal sealed record ChatFailure(string Reason, bool IsTransient, bool MayBePaid, int? Status = null, TimeSpan? RetryAfter = null)
{
    private static readonly string?[] Readers = ["System.Text.Json", "System.ClientModel", "OpenAI", "Microsoft.Extensions.AI.OpenAI"]; // assemblies that read answers

    private bool QuotaIsSpent { get; init; }

    /// <summary>Whether every other call would fail alike: the key, the address or the model's name is wrong, or there is no money left.</summary>
    public bool IsFatal => Status is 401 or 402 or 403 or 404 || QuotaIsSpent;

    /// <summary>What an exception of a client's means.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="secrets">What must not be quoted.</param>
    /// <param name="now">The time, for a <c>Retry-After</c> that is a date.</param>
    public static ChatFailure Of(Exception exception, ChatSecrets secrets, DateTimeOffset now)
    {
        switch (exception)
        {
            case ClientResultException { Status: > 0 } refused:
                PipelineResponse? response = refused.GetRawResponse();
                return OfStatus(refused.Status, response is { } r ? Body(r) : refused.Message, secrets, response is null ? null : RetryAfterOf(response, now));
            case HttpRequestException { StatusCode: HttpStatusCode status }:
                return OfStatus((int)status, exception.Message, secrets, null);
            case ClientResultException or HttpRequestException or (IOException and not (FileNotFoundException or DirectoryNotFoundException)):
                return new ChatFailure(secrets.Excerpt($"The connection failed: {exception.Message}"), IsTransient: true, MayBePaid: !NeverConnected(exception));
            case AggregateException { InnerExceptions: [.., Exception last] }: // a client with retries of its own
                return Of(last, secrets, now);
            case OperationCanceledException or TimeoutException:
                return new ChatFailure("No answer within the time-out.", IsTransient: true, MayBePaid: true);
            case JsonException:
            // What else is thrown at JSON of another shape: OpenAI's SDK takes choices[0], its message and values of a type unseen.
            case FormatException or KeyNotFoundException or ArgumentOutOfRangeException or ArgumentNullException or NullReferenceException or InvalidOperationException when IsThrownByReader(exception):
                return new ChatFailure(secrets.Excerpt($"The answer is malformed: {exception.Message}"), IsTransient: true, MayBePaid: true);
            default:
                return new ChatFailure(secrets.Excerpt($"The client failed: {exception.GetType().Name}: {exception.Message}"), IsTransient: false, MayBePaid: true);
        }
    }

    // Without the cause: exceptions of SDKs hold the request, headers and all.
    public HttpRequestException ToException() => new($"The chat endpoint refuses the call, and would refuse every other: {Reason}", inner: null, (HttpStatusCode?)Status);

    private static ChatFailure OfStatus(int status, string body, ChatSecrets secrets, TimeSpan? retryAfter)
    {
        bool quotaIsSpent = status == 429 && body.Contains("insufficient_quota", StringComparison.Ordinal);
        string reason = secrets.Excerpt(string.Create(CultureInfo.InvariantCulture, $"HTTP {status}: {body}"));
        // A 2xx that is no answer was computed; other statuses are not charged for.
        return new ChatFailure(reason, status is 408 or 429 or >= 500 or < 300 && !quotaIsSpent, MayBePaid: status < 300, status, retryAfter) { QuotaIsSpent = quotaIsSpent };
    }

    // Their types alone tell nothing: a client's own code throws the same for its own reasons. The first method outside the framework does, or the framework's reader of JSON.
    private static bool IsThrownByReader(Exception exception) => Readers.Contains(new StackTrace(exception).GetFrames()
        .Select(frame => frame.GetMethod()?.Module.Assembly.GetName().Name)
        .FirstOrDefault(assembly => Readers.Contains(assembly) || assembly?.StartsWith("System.", StringComparison.Ordinal) != true));

    private static bool NeverConnected(Exception exception) => (exception as HttpRequestException ?? exception.InnerException as HttpRequestException)?.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static string Body(PipelineResponse response)
    {
        try
        {
            return response.Content.ToString();
        }
        catch (InvalidOperationException) // it was never read whole
        {
            return response.ReasonPhrase;
        }
    }

    private static TimeSpan? RetryAfterOf(PipelineResponse response, DateTimeOffset now)
    {
        if (!response.Headers.TryGetValue("Retry-After", out string? value))
            return null;
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, 86_400));
        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) && date > now ? date - now : null;
    }
}
