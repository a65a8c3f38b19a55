using System.Globalization;
using Microsoft.ML.Runtime;

namespace ResearchML.Transforms;

/// <summary>Counts the rows of a pass, and logs at its end what became of them and what was paid.</summary>
internal sealed class ChatLogAdapter(IHost host, ChatCaller caller, string finishColumn) : ExpansionLog<ChatReply>
{
    private long _rows;
    private long _cached;
    private long _cut;
    private long _failed;
    private (long Row, string Error) _first;

    public override void Made(ChatReply row)
    {
        _rows++;
        _cached += row.Cached ? 1 : 0;
        _cut += row.IsCut ? 1 : 0;
        if (row.Error is null)
            return;
        if (_failed++ == 0)
            _first = (_rows - 1, row.Error);
    }

    public override void Completed(long rowsIn, long rowsOut)
    {
        using IChannel channel = host.Start("ChatCompletion");
        ChatUsage usage = caller.Usage;
        channel.Info(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture,
            $"{rowsIn:N0} conversations: {rowsIn - _cached - _failed:N0} asked, {_cached:N0} answered without a call, {_failed:N0} failed. ") + string.Create(CultureInfo.InvariantCulture,
            $"So far {usage.InputTokens:N0} tokens in, {usage.OutputTokens:N0} out{(usage.CostUsd is { } cost ? string.Create(CultureInfo.InvariantCulture, $", {cost:0.######} USD") : "")}."));
        if (_cut > 0)
            channel.Warning(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture, $"{_cut:N0} of {rowsIn:N0} answers were cut at {nameof(CompleteChatOptions.MaxOutputTokens)}, what they thought included: column '{finishColumn}' says \"length\". Raise {nameof(CompleteChatOptions)}.{nameof(CompleteChatOptions.MaxOutputTokens)}, under which all are asked anew."));
        if (_failed > 0)
            channel.Warning(MessageSensitivity.UserData, string.Create(CultureInfo.InvariantCulture, $"{_failed:N0} of {rowsIn:N0} conversations have no answer. The first, row {_first.Row:N0}: {_first.Error}"));
    }
}
