using Microsoft.ML;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class ScalingLawOptionsTests
{
    private static readonly ScalingLawOptions Default = new();

    public static IEnumerable<object[]> OutOfRange() =>
    [
        [Default with { BootstrapSamples = -1 }, "ScalingLawOptions.BootstrapSamples must be 0, or from 20 to 100000, but is -1."],
        [Default with { BootstrapSamples = 100_001 }, "ScalingLawOptions.BootstrapSamples must be 0, or from 20 to 100000, but is 100001."],
        [Default with { ConfidenceLevel = 0 }, "ScalingLawOptions.ConfidenceLevel must lie between 0 and 1, but is 0."],
        [Default with { ConfidenceLevel = 1 }, "ScalingLawOptions.ConfidenceLevel must lie between 0 and 1, but is 1."],
        [Default with { ConfidenceLevel = double.NaN }, "ScalingLawOptions.ConfidenceLevel must lie between 0 and 1, but is NaN."],
        [Default with { ExtrapolationFactor = 0.99 }, "ScalingLawOptions.ExtrapolationFactor must be at least 1 and finite, but is 0.99."],
        [Default with { ExtrapolationFactor = double.PositiveInfinity }, "ScalingLawOptions.ExtrapolationFactor must be at least 1 and finite, but is "],
        [Default with { Selection = (FormSelection)9 }, "ScalingLawOptions.Selection is unknown, but is 9."],
        [Default with { BootstrapKind = (BootstrapKind)9 }, "ScalingLawOptions.BootstrapKind is unknown, but is 9."],
        [Default with { LossUnit = (LossUnit)9 }, "ScalingLawOptions.LossUnit is unknown, but is 9."],
        [Default with { Validation = new() { OrderBy = (ScalingVariable)9 } }, "RollingOriginOptions.OrderBy is unknown: 9."],
        [Default with { Validation = new() { Origins = [0, 0.5] } }, "RollingOriginOptions.Origins must lie between 0 and 1 and rise, but are: 0, 0.5."],
        [Default with { Validation = new() { Origins = [0.7, 0.5] } }, "RollingOriginOptions.Origins must lie between 0 and 1 and rise, but are: 0.7, 0.5."],
        [Default with { Validation = new() { Origins = [double.NaN] } }, "RollingOriginOptions.Origins must lie between 0 and 1 and rise, but are: NaN."],
    ];

    [TestMethod]
    [DynamicData(nameof(OutOfRange))]
    public void An_option_out_of_range_is_named_before_any_data_is_seen(ScalingLawOptions options, string message) =>
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => new MLContext(1).Regression.Trainers.ScalingLaw(options)).Message, message);

    public static IEnumerable<object[]> Wrong() =>
    [
        [Default with { LabelColumnName = "" }, "ScalingLawOptions.LabelColumnName must name a column."],
        [Default with { TokensColumnName = null! }, "ScalingLawOptions.TokensColumnName must name a column."],
        [Default with { WeightColumnName = "" }, "ScalingLawOptions.WeightColumnName must name a column."],
        [Default with { TokensColumnName = "Parameters" }, "ScalingLawOptions.ParametersColumnName and TokensColumnName both name column 'Parameters'."],
        [Default with { GroupColumnName = "W", WeightColumnName = "W" }, "ScalingLawOptions.WeightColumnName and GroupColumnName both name column 'W'."],
        [Default with { Forms = [] }, "ScalingLawOptions.Forms needs one form or more, as ScalingLawForm.All."],
        [Default with { Forms = [ScalingLawForm.Ratio, ScalingLawForm.Ratio] }, "ScalingLawOptions.Forms holds two forms named 'Ratio'."],
    ];

    [TestMethod]
    [DynamicData(nameof(Wrong))]
    public void A_name_or_form_that_cannot_be_is_told(ScalingLawOptions options, string message) =>
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => new MLContext(1).Regression.Trainers.ScalingLaw(options)).Message, message);

    [TestMethod]
    public void Nothing_where_something_is_needed_is_refused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => (Default with { Forms = null! }).Validate());
        Assert.ThrowsExactly<ArgumentNullException>(() => (Default with { Exclusions = null! }).Validate());
        Assert.ThrowsExactly<ArgumentNullException>(() => (Default with { Loss = null! }).Validate());
        Assert.ThrowsExactly<ArgumentNullException>(() => (Default with { Validation = null! }).Validate());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FittingLoss.HuberOnLogarithmWithin(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ExclusionRule.HighestLosses(0));
    }

    [TestMethod]
    public void Defaults_are_valid_and_those_of_the_issue()
    {
        Default.Validate();
        Assert.AreEqual(FormSelection.Average, Default.Selection);
        Assert.AreSame(ScalingLawForm.All, Default.Forms);
        Assert.AreEqual(1e-3, Default.Loss.Delta);
        Assert.IsTrue(Default.Loss.OnLogarithm);
    }
}
