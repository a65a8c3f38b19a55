namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class EmergenceOptionsTests
{
    [TestMethod]
    public void Defaults_are_valid() => new EmergenceOptions().Validate();

    [TestMethod]
    [DataRow("no k", "K needs one k or more")]
    [DataRow("k twice", "K holds 5 twice")]
    [DataRow("k of 0", "K must hold numbers from 1 on, but is 0")]
    [DataRow("chance 1", "Chance must be from 0 to below 1, but is 1")]
    [DataRow("chance NaN", "Chance must be from 0 to below 1, but is NaN")]
    [DataRow("target 0", "TargetCompute must be positive and finite, or null, but is 0")]
    [DataRow("threshold 0", "EmergenceThreshold must lie between 0 and 1, but is 0")]
    [DataRow("level 1", "ConfidenceLevel must be above 0 and at most 0.9999, but is 1")]
    [DataRow("shuffles -1", "ShuffleControls must be from 0 to 100000, but is -1")]
    [DataRow("empty name", "ComputeColumnName must name a column")]
    [DataRow("one name twice", "ModelColumnName and TaskColumnName both name column 'Model'")]
    public void What_cannot_be_is_refused_by_its_name(string fault, string message)
    {
        EmergenceOptions options = fault switch
        {
            "no k" => new() { K = [] },
            "k twice" => new() { K = [1, 5, 5] },
            "k of 0" => new() { K = [0, 5] },
            "chance 1" => new() { Chance = 1 },
            "chance NaN" => new() { Chance = double.NaN },
            "target 0" => new() { TargetCompute = 0 },
            "threshold 0" => new() { EmergenceThreshold = 0 },
            "level 1" => new() { ConfidenceLevel = 1 },
            "shuffles -1" => new() { ShuffleControls = -1 },
            "empty name" => new() { ComputeColumnName = "" },
            _ => new() { TaskColumnName = "Model" },
        };
        var e = Assert.Throws<ArgumentException>(options.Validate);
        StringAssert.StartsWith(e.Message, $"EmergenceOptions.{message}");
    }
}
