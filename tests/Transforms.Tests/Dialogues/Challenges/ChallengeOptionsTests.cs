namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class ChallengeOptionsTests
{
    public static IEnumerable<object[]> Refused =>
    [
        [new ChallengeOptions { Pressure = [] }, "Pressure", "holds nothing"],
        [new ChallengeOptions { Pressure = [PressureLevel.Plain, PressureLevel.Authority, PressureLevel.Plain] }, "Pressure", "holds Plain, Authority, Plain"],
        [new ChallengeOptions { Pressure = [PressureLevel.None] }, "Pressure", "holds None"],
        [new ChallengeOptions { Pressure = [(PressureLevel)17] }, "Pressure", "holds 17"],
        [new ChallengeOptions { Stances = [] }, "Stances", "holds nothing"],
        [new ChallengeOptions { Stances = [UserStance.Endorse, UserStance.Endorse] }, "Stances", "holds Endorse, Endorse"],
        [new ChallengeOptions { Stances = [UserStance.Neutral] }, "Stances", "IncludeNeutral"],
        [new ChallengeOptions { Wordings = 0 }, "Wordings", "from 1 to 6, but is 0"],
        [new ChallengeOptions { Wordings = 7 }, "Wordings", "from 1 to 6, but is 7"],
        [new ChallengeOptions { SystemPrompt = " " }, "SystemPrompt", "must not be blank"],
        [new ChallengeOptions { FirstAnswerColumn = "Answer" }, "FirstTurnColumn", "only 'Answer' is given"],
        [new ChallengeOptions { FirstTurnColumn = "", FirstAnswerColumn = "Answer" }, "FirstTurnColumn", "must not be blank"],
    ];

    [TestMethod]
    [DynamicData(nameof(Refused))]
    public void What_is_out_of_range_is_refused_by_name(ChallengeOptions options, string name, string message)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new ChallengeDesign(options));
        Assert.AreEqual(name, e.ParamName);
        StringAssert.Contains(e.Message, message);
    }

    [TestMethod]
    public void Lists_that_are_null_are_refused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => new ChallengeDesign(new ChallengeOptions { Pressure = null! }));
        Assert.ThrowsExactly<ArgumentNullException>(() => new ChallengeDesign(new ChallengeOptions { Stances = null! }));
    }
}
