using System.Globalization;
using Microsoft.ML.Runtime;

namespace ResearchML.Transforms;

/// <summary>Logs how many questions have no dialogues because the model's first reply gave no answer.</summary>
internal sealed class FirstAnswerLogAdapter(IHost host, int dialoguesPerQuestion) : ExpansionLog<ChallengeDialogue>
{
    public override void Made(ChallengeDialogue row)
    {
    }

    public override void Completed(long rowsIn, long rowsOut)
    {
        long without = rowsIn - rowsOut / dialoguesPerQuestion;
        using IChannel channel = host.Start("ChallengeDialogues");
        string summary = string.Create(CultureInfo.InvariantCulture, $"{rowsIn:N0} questions in, {rowsOut:N0} dialogues out: {without:N0} first replies without an answer.");
        if (without == 0)
            channel.Info(MessageSensitivity.None, summary);
        else
            channel.Warning(MessageSensitivity.None, summary);
    }
}
