namespace ResearchML.Architecture.Tests;

[TestClass]
public sealed class DeviceTests
{
    [TestMethod]
    public void Every_tensor_is_made_on_a_named_device()
    {
        string[] offenders = [.. from folder in new[] { "src/Torch", "src/LanguageModels", "src/Transforms", "src/Trainers", "samples" }
                                 from file in Repository.Sources(folder)
                                 from call in TensorFactoryScanner.FindWithoutDevice(file.Text)
                                 select $"{file.Path}: {call}"];
        Assert.IsEmpty(offenders, string.Join('\n', offenders));
    }

    [TestMethod]
    [DataRow("var x = arange(5);", "arange(5)")]
    [DataRow("var x = torch.zeros([2, f(3)]);", "torch.zeros([2, f(3)])")]
    [DataRow("y = tensor(a,\n    [2, 3]);", "tensor(a,\n    [2, 3])")]
    [DataRow("y = tensor(a); // on the device", "tensor(a)")]
    [DataRow("y = full(\"device\", 1);", "full(\"device\", 1)")]
    [DataRow("y = rand<float>(3);", "rand<float>(3)")]
    [DataRow("y = TorchSharp.torch.eye(3);", "TorchSharp.torch.eye(3)")]
    [DataRow("s = $\"{torch.arange(5)}\";", "torch.arange(5)")]
    [DataRow("s = @\"a\\\"; y = ones(3);", "ones(3)")]
    public void A_factory_call_without_a_device_is_found(string code, string call) =>
        CollectionAssert.AreEqual(new[] { call }, TensorFactoryScanner.FindWithoutDevice(code).ToArray());

    [TestMethod]
    [DataRow("arange(5, device: d)")]
    [DataRow("zeros([2, 3], ScalarType.Float32, _model.Device)")]
    [DataRow("tensor(a, [b, c], device: f(x))")]
    [DataRow("randn(w.shape, ScalarType.Float32, CPU, generator: g)")]
    [DataRow("ones([a, b], ScalarType.Bool, x.device)")]
    [DataRow("x.zeros_like()")]
    [DataRow("zeros_like(x)")]
    [DataRow("model.tensor(3)")]
    [DataRow("// arange(5)")]
    [DataRow("\"tensor(3)\"")]
    public void Anything_else_is_not(string code) =>
        Assert.IsEmpty(TensorFactoryScanner.FindWithoutDevice(code));
}
