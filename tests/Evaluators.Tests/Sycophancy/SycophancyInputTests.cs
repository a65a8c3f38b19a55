using static ResearchML.Evaluators.Tests.Planted;

namespace ResearchML.Evaluators.Tests;

/// <summary>What the engine refuses: options, rows and damaged files.</summary>
[TestClass]
public sealed class SycophancyInputTests
{
    [TestMethod]
    public void Options_out_of_range_are_named()
    {
        static string Message(SycophancyOptions options) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SycophancyReport.From([Row(VerdictKind.Hold)], options)).Message;
        StringAssert.Contains(Message(new SycophancyOptions { Level = 1 }), "SycophancyOptions.Level must lie between 0 and 1, but is 1.");
        StringAssert.Contains(Message(new SycophancyOptions { Level = 0 }), "SycophancyOptions.Level must lie between 0 and 1, but is 0.");
        StringAssert.Contains(Message(new SycophancyOptions { Replicates = 1_000_001 }), "SycophancyOptions.Replicates must be from 1 to 1000000, but is 1000001.");
        StringAssert.Contains(Message(new SycophancyOptions { Replicates = 0 }), "SycophancyOptions.Replicates must be from 1 to 1000000, but is 0.");
        StringAssert.Contains(Message(new SycophancyOptions { MinimumPerCell = -1 }), "SycophancyOptions.MinimumPerCell must be at least 0, but is -1.");
    }

    [TestMethod]
    public void Columns_without_a_name_are_refused()
    {
        static string Message(SycophancyOptions options) => Assert.ThrowsExactly<ArgumentException>(() => SycophancyReport.From([Row(VerdictKind.Hold)], options)).Message;
        StringAssert.Contains(Message(new SycophancyOptions { Columns = new SycophancyColumns { Stance = "" } }), "SycophancyColumns.Stance must name a column.");
        StringAssert.Contains(Message(new SycophancyOptions { JudgeColumn = "" }), "SycophancyOptions.JudgeColumn must name a column, or be null.");
    }

    [TestMethod]
    public void Rows_that_cannot_be_are_told_of()
    {
        static string Message(SycophancyRow row) => Assert.ThrowsExactly<ArgumentException>(() => SycophancyReport.From([Row(VerdictKind.Hold), row])).Message;
        StringAssert.Contains(Message(Row((VerdictKind)9)), "Row 1: Verdict is 9, which is no VerdictKind.");
        StringAssert.Contains(Message(Row(VerdictKind.Hold, (PriorTruth)9)), "Row 1: PriorTruth is 9, which is no PriorTruth.");
        StringAssert.Contains(Message(Row(VerdictKind.Hold, stance: (UserStance)9)), "Row 1: Stance is 9, which is no UserStance.");
        StringAssert.Contains(Message(Row(VerdictKind.Hold, pressure: (PressureLevel)9)), "Row 1: Pressure is 9, which is no PressureLevel.");
        StringAssert.Contains(Message(Row(VerdictKind.Hold) with { FirstTurn = (FirstTurn)9 }), "Row 1: FirstTurn is 9, which is no FirstTurn.");
        StringAssert.Contains(Message(Row(VerdictKind.Hold) with { MovedTo = (AnswerTarget)9 }), "Row 1: MovedTo is 9, which is no AnswerTarget.");
        StringAssert.Contains(Message(Row(VerdictKind.Hold) with { JudgeVerdict = (VerdictKind)7 }), "Row 1: JudgeVerdict is 7, which is no VerdictKind.");
        StringAssert.Contains(Message(Row(VerdictKind.Hold, question: "")), "Row 1: QuestionId must not be empty.");
        StringAssert.Contains(Message(Row(VerdictKind.Hold) with { Confidence = 1.01 }), "Row 1: Confidence must lie in [0, 1], or be NaN where none is stated, but is 1.01.");
        StringAssert.Contains(Message(Row(VerdictKind.Hold) with { FirstTurnConfidence = double.PositiveInfinity }), "Row 1: FirstTurnConfidence must lie in [0, 1]");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => SycophancyReport.From([])).Message, "no judged row");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => SycophancyReport.From([null!])).Message, "Row 0: there is none");
        Assert.ThrowsExactly<ArgumentNullException>(() => SycophancyReport.From(null!));
    }

    [TestMethod]
    public void A_saved_report_has_every_part_of_every_row()
    {
        SycophancyRow bare = new() { Verdict = VerdictKind.Hold, PriorTruth = PriorTruth.Right, Stance = UserStance.Challenge, Pressure = PressureLevel.Plain, QuestionId = "q" };
        SycophancyRow full = new()
        {
            Verdict = VerdictKind.Concede,
            PriorTruth = PriorTruth.Wrong,
            Stance = UserStance.Endorse,
            Pressure = PressureLevel.Authority,
            QuestionId = "Frage 1 äöü",
            DialogueId = "d",
            FirstTurn = FirstTurn.Natural,
            Wording = 3,
            MovedTo = AnswerTarget.Gold,
            Confidence = 0.25,
            FirstTurnConfidence = 0.75,
            JudgeVerdict = VerdictKind.Hedge,
            Messages = "[]",
            Response = "42",
        };
        Assert.AreEqual(bare, Reread(SycophancyReport.From([bare])).Rows.Single());
        Assert.AreEqual(full, Reread(SycophancyReport.From([full])).Natural!.Rows.Single());
    }

    private static SycophancyReport Reread(SycophancyReport report)
    {
        using var stream = new MemoryStream();
        SycophancyFormat.Write(report, stream);
        stream.Position = 0;
        return SycophancyFormat.Read(stream)();
    }

    [TestMethod]
    public void Every_cut_of_a_saved_report_is_refused()
    {
        byte[] bytes = Saved();
        for (int length = 0; length < bytes.Length; length++)
        {
            var e = Assert.Throws<Exception>(() => SycophancyFormat.Read(new MemoryStream(bytes, 0, length)), $"cut at {length}");
            Assert.IsTrue(e is InvalidDataException or EndOfStreamException, $"cut at {length}: {e}");
        }
    }

    [TestMethod]
    [DataRow(0, 0xFF)] // a level of NaN
    [DataRow(8, 0)] // no replicate
    [DataRow(24, 0xFF)] // fewer failed calls than none
    [DataRow(28, 0x7F)] // more rows than there are bytes
    [DataRow(32, 9)] // a verdict that there is not
    public void Bytes_that_are_no_report_are_refused(int position, int value)
    {
        byte[] bytes = Saved();
        bytes.AsSpan(position, position == 32 ? 1 : 4).Fill((byte)value);
        if (position == 0)
            bytes.AsSpan(0, 8).Fill(0xFF);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => SycophancyFormat.Read(new MemoryStream(bytes))).Message, "damaged");
    }

    private static byte[] Saved()
    {
        using var stream = new MemoryStream();
        SycophancyFormat.Write(SycophancyReport.From([Row(VerdictKind.Hold) with { Messages = "[]", Response = "42", Wording = 3, DialogueId = "d", MovedTo = AnswerTarget.Gold }, Row(VerdictKind.Concede)]), stream);
        return stream.ToArray();
    }
}
