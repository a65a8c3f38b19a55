using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.Tests;

[TestClass]
public sealed class MLEnvironmentTests
{
    private static readonly MLContext Context = new(seed: 17) { GpuDeviceId = 3, FallbackToCpu = false };

    public static IEnumerable<object[]> Environments() =>
    [
        ["context", Context.GetEnvironment()],
        ["transforms", Context.Transforms.GetEnvironment()],
        ["text transforms", Context.Transforms.Text.GetEnvironment()],
        ["task", Context.Regression.GetEnvironment()],
        ["trainers", Context.Regression.Trainers.GetEnvironment()],
        ["host", Context.Transforms.GetEnvironment().Register("component")],
        ["host of a host", Context.Transforms.GetEnvironment().Register("outer").Register("inner")],
    ];

    [TestMethod]
    [DynamicData(nameof(Environments))]
    public void The_settings_of_the_context_reach_every_environment(string name, IHostEnvironment environment)
    {
        Assert.AreEqual(17, environment.GetSeed(), name);
        Assert.AreEqual(3, environment.GetGpuDeviceId(), name);
        Assert.IsFalse(environment.GetFallbackToCpu(), name);
    }

    [TestMethod]
    public void A_context_without_settings_has_no_seed_and_no_gpu()
    {
        IHostEnvironment environment = new MLContext().Transforms.GetEnvironment();
        Assert.IsNull(environment.GetSeed());
        Assert.IsNull(environment.GetGpuDeviceId());
    }

    [TestMethod]
    public void A_component_has_the_settings_of_when_it_was_registered()
    {
        var context = new MLContext(1);
        IHost before = context.Transforms.GetEnvironment().Register("component");
        context.GpuDeviceId = 2;
        Assert.IsNull(before.GetGpuDeviceId());
        Assert.AreEqual(2, context.Transforms.GetEnvironment().GetGpuDeviceId());
        Assert.AreEqual(2, context.Transforms.GetEnvironment().Register("component").GetGpuDeviceId());
    }

    [TestMethod]
    public void Cancellation_by_ML_NET_is_seen()
    {
        var context = new MLContext(1);
        IHost host = context.Transforms.GetEnvironment().Register("component");
        host.ThrowIfCanceled();
        typeof(MLContext).GetMethod("CancelExecution", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.Invoke(context, null);
        Assert.ThrowsExactly<OperationCanceledException>(host.ThrowIfCanceled);
    }

    [TestMethod]
    public void A_missing_catalog_is_an_argument_error()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => ((TransformsCatalog)null!).GetEnvironment());
    }
}
