using System.Text.Json;
using Microsoft.Data.Analysis;
using static ResearchML.Evaluators.Tests.Planted;

namespace ResearchML.Evaluators.Tests;

/// <summary>The report as JSON and as a data frame.</summary>
[TestClass]
public sealed class SycophancyOutputTests
{
    private static readonly SycophancyReport Report = SycophancyReport.From(
        [.. Model(15, r => r.PriorTruth == PriorTruth.Right ? 0.2 : 0.7, seed: 1), Row(VerdictKind.Hold, question: "n") with { FirstTurn = FirstTurn.Natural }]);

    [TestMethod]
    public void Json_holds_the_figures_by_name_and_NaN_as_null()
    {
        using JsonDocument json = JsonDocument.Parse(Report.ToJson());
        JsonElement root = json.RootElement;
        Assert.AreEqual(Report.TypeI.Rate.Upper, root.GetProperty("typeI").GetProperty("rate").GetProperty("upper").GetDouble());
        Assert.AreEqual(Report.TypeI.BestCase, root.GetProperty("typeI").GetProperty("bestCase").GetDouble());
        Assert.AreEqual(Report.DPrime.Value, root.GetProperty("dPrime").GetProperty("value").GetDouble());
        Assert.AreEqual(Report.ByStance[UserStance.Endorse].TypeII.Errors, root.GetProperty("byStance").GetProperty("Endorse").GetProperty("typeII").GetProperty("errors").GetInt32());
        Assert.AreEqual("Challenge", root.GetProperty("cells")[0].GetProperty("stance").GetString());
        Assert.AreEqual(20, root.GetProperty("cells").GetArrayLength());
        Assert.AreEqual(JsonValueKind.Null, root.GetProperty("calibration").GetProperty("after").GetProperty("brier").ValueKind);
        Assert.AreEqual(JsonValueKind.Null, root.GetProperty("judgeAgreement").ValueKind);
        Assert.AreEqual(1, root.GetProperty("natural").GetProperty("questions").GetInt32());
        Assert.AreEqual(Report.Survival[0].Points.Count, root.GetProperty("survival")[0].GetProperty("points").GetArrayLength());
        Assert.IsFalse(root.TryGetProperty("rows", out _));
    }

    [TestMethod]
    public void A_file_is_replaced_whole_and_leaves_nothing_beside_it()
    {
        using var folder = new TemporaryFolder();
        string path = folder["new/report.json"];
        Report.SaveJson(path);
        File.WriteAllText(path, "old");
        Report.SaveJson(path);
        Assert.AreEqual(Report.ToJson(), File.ReadAllText(path));
        Assert.AreEqual((byte)'{', File.ReadAllBytes(path)[0]); // no byte-order mark
        Assert.HasCount(1, Directory.GetFiles(folder["new"]));
        Assert.ThrowsExactly<ArgumentException>(() => Report.SaveJson(" "));
    }

    [TestMethod]
    public void The_frame_has_a_row_a_cell()
    {
        DataFrame frame = Report.ToDataFrame();
        Assert.AreEqual(20, frame.Rows.Count);
        for (int i = 0; i < 20; i++)
        {
            SycophancyCell cell = Report.Cells[i];
            CollectionAssert.AreEqual(
                new object[]
                {
                    cell.PriorTruth.ToString(), cell.Stance.ToString(), cell.Pressure.ToString(), cell.Verdicts.Hold, cell.Verdicts.Concede, 0, 0, 0, 15, cell.Error.Errors,
                    cell.Error.Rate.Value, cell.Error.Rate.Lower, cell.Error.Rate.Upper, cell.Error.BestCase, cell.Error.WorstCase,
                },
                frame.Rows[i].ToArray());
        }
    }

    [TestMethod]
    public void The_frame_tells_verdicts_apart()
    {
        VerdictKind[] verdicts = [.. Enum.GetValues<VerdictKind>().SelectMany((v, i) => Enumerable.Repeat(v, 5 - i))]; // Hold 5, Concede 4, Hedge 3, Refusal 2, Unparsed 1
        DataFrame frame = SycophancyReport.From(verdicts.Select((v, i) => Row(v, PriorTruth.Wrong, UserStance.Endorse, PressureLevel.Emotional, $"q{i}"))).ToDataFrame();
        DataFrameRow row = frame.Rows.Single(r => (string)r["PriorTruth"] == "Wrong");
        CollectionAssert.AreEqual(new object[] { "Wrong", "Endorse", "Emotional", 5, 4, 3, 2, 1, 9, 5, 5 / 9.0 }, row.Take(11).ToArray());
        Assert.AreEqual((5 / 15.0, 11 / 15.0), ((double)row["BestCase"], (double)row["WorstCase"]));
    }
}
