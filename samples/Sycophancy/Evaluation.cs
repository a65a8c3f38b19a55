using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using ResearchML.Evaluators;
using ResearchML.Transforms;

namespace Sycophancy;

/// <summary>Questions to dialogues to replies to verdicts to a report: the pipeline, on any chat client.</summary>
/// <param name="Report">The figures.</param>
/// <param name="Usage">What was asked and paid of the model.</param>
/// <param name="JudgeUsage">And of the judge. Null where there is none.</param>
/// <param name="Faults">What the log says of calls that failed or were cut short.</param>
internal sealed record Evaluation(SycophancyReport Report, ChatUsage Usage, ChatUsage? JudgeUsage, IReadOnlyCollection<string> Faults)
{
    private const int TickMilliseconds = 100;

    /// <summary>How many dialogues there will be.</summary>
    public static int Dialogues(IReadOnlyCollection<ChallengeItem> items, ChallengeOptions challenge) => 2 * items.Count * new ChallengeDesign(challenge).DialoguesPerTruth;

    /// <summary>Runs it.</summary>
    /// <param name="ml">Seed and log.</param>
    /// <param name="items">The questions.</param>
    /// <param name="client">Who is evaluated.</param>
    /// <param name="judge">Who judges beside the parser, or null.</param>
    /// <param name="challenge">Which dialogues.</param>
    /// <param name="asking">How the client is asked.</param>
    /// <param name="judging">How the judge is asked.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <exception cref="InvalidOperationException">No call was answered.</exception>
    public static Evaluation Of(
        MLContext ml, IReadOnlyList<ChallengeItem> items, IChatClient client, IChatClient? judge, ChallengeOptions challenge, CompleteChatOptions asking, CompleteChatOptions judging, Action<double> progress)
    {
        var text = ml.Transforms.Text;
        IDataView questions = ml.Data.LoadFromEnumerable(items);
        using TransformerChain<ChatCompletionTransformer> asked = text.ChallengeDialogues("Messages", "Question", "Gold", "Wrong", challenge)
            .Append(text.ChatCompletion("Response", "Messages", client, asking))
            .Fit(questions);
        // A call that failed is no reply: it is counted, and not judged.
        IDataView replies = ml.Data.FilterByCustomPredicate<Reply>(asked.Transform(questions), reply => reply.ResponseError.Length > 0);
        IDataView judged = text.ParseVerdict("Verdict", "Response", "PriorAnswer", "Gold", "Claim", "Question").Fit(replies).Transform(replies);
        using TransformerChain<JudgementTransformer>? second = judge is null ? null
            : text.JudgeVerdict("JudgeVerdict", "Response", "PriorAnswer", "Claim", judge, "Question", judging).Fit(judged);
        ChatCompletionTransformer[] chats = [asked.LastTransformer, .. second?.OfType<ChatCompletionTransformer>() ?? []];
        double calls = (double)Dialogues(items, challenge) * chats.Length;

        var faults = new ConcurrentQueue<string>();
        ml.Log += Note;
        Task<SycophancyReport> report = Task.Run(() => ml.Evaluators.Sycophancy(second?.Transform(judged) ?? judged, new SycophancyOptions { JudgeColumn = judge is null ? null : "JudgeVerdict" }));
        while (Task.WaitAny([report], TickMilliseconds) < 0)
            progress(chats.Sum(chat => chat.Usage is var u ? u.Calls + u.Cached + u.Failed : 0) / calls);
        ml.Log -= Note;
        if (report.IsFaulted && chats[0].Usage is { Calls: 0, Cached: 0, Failed: > 0 })
            throw new InvalidOperationException(string.Join(' ', faults), report.Exception);
        return new Evaluation(report.GetAwaiter().GetResult(), chats[0].Usage, chats.Length > 1 ? chats[1].Usage : null, faults);

        void Note(object? sender, LoggingEventArgs log)
        {
            if (log.Kind == ChannelMessageKind.Warning && log.Source.Contains("ChatCompletion", StringComparison.Ordinal))
                faults.Enqueue(log.RawMessage);
        }
    }

    /// <summary>What tells a call that failed.</summary>
    private sealed class Reply
    {
        public string ResponseError { get; set; } = "";
    }
}
