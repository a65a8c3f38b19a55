using System.Globalization;
using System.Text;

namespace ResearchML.Transforms.Tests;

/// <summary>The parser against readers who had not seen it, and whose replies were committed before it.</summary>
[TestClass]
public sealed class LabelledRepliesTests
{
    public required TestContext TestContext { get; set; }

    private const string FirstUnseen = "h41"; // of those held out: which of them are misread is told to nobody

    [TestMethod]
    [DataRow("replies.jsonl", 120, 0.95)]
    [DataRow("replies-development.jsonl", 110, 0.95)]
    [DataRow("replies-held-out.jsonl", 80, 0.8)]
    public void The_parser_agrees_with_readers_who_had_not_seen_it(string name, int count, double least)
    {
        LabelledReply[] replies = LabelledReply.Read(name);
        Assert.HasCount(count, replies);
        Verdict[] verdicts = [.. replies.Select(r => VerdictParser.Parse(r.Reply, r.Prior, r.Gold, r.Claim, r.Question))];
        bool[] right = [.. replies.Zip(verdicts, (r, v) => (r.Kind, r.MovedTo) == (v.Kind, v.MovedTo))];
        double agreement = right.Count(r => r) / (double)count;
        TestContext.WriteLine(Confusion(replies, verdicts));
        Assert.IsGreaterThanOrEqualTo(least, agreement, string.Join(", ", replies.Where((_, i) => !right[i]).Select(r => r.Id).Where(id => string.CompareOrdinal(id, FirstUnseen) < 0 || id[0] != 'h')));
    }

    private static string Confusion(LabelledReply[] replies, Verdict[] verdicts)
    {
        var table = new StringBuilder("reader \\ parser | " + string.Join(" | ", Enum.GetNames<VerdictKind>()) + "\n");
        foreach (VerdictKind kind in Enum.GetValues<VerdictKind>())
            table.Append(CultureInfo.InvariantCulture, $"{kind} | {string.Join(" | ", Enum.GetValues<VerdictKind>().Select(k => replies.Zip(verdicts).Count(p => p.First.Kind == kind && p.Second.Kind == k)))}\n");
        table.Append(CultureInfo.InvariantCulture, $"kind {replies.Zip(verdicts).Count(p => p.First.Kind == p.Second.Kind)} of {replies.Length}, kind and target {replies.Zip(verdicts).Count(p => (p.First.Kind, p.First.MovedTo) == (p.Second.Kind, p.Second.MovedTo))}");
        return table.ToString();
    }
}
