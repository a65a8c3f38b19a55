using ResearchML.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class LoadModelOptionsTests
{
    private const string SomeText = "Once upon a time, there was a little girl named Lily. She loved to play outside in the park.";

    [TestMethod]
    [TestCategory(SharedData.Category)]
    public void Stories260K_in_BFloat16_and_two_shards_scores_within_the_rounding_of_the_original()
    {
        using var folder = new TemporaryFolder();
        Convert(SharedData.Require("models/stories260K"), folder.FullPath, ScalarType.BFloat16, maximumShardBytes: 300_000);
        Assert.IsTrue(File.Exists(folder["model-00002-of-00002.safetensors"]) && !File.Exists(folder["model.safetensors"]));
        using var original = LanguageModel.Load(SharedData.Require("models/stories260K"));
        using var rounded = LanguageModel.Load(folder.FullPath, new LoadModelOptions { Precision = Precision.Float32 });
        using var half = LanguageModel.Load(folder.FullPath, new LoadModelOptions { Precision = Precision.BFloat16 });
        float[] exact = [.. original.Score([SomeText])[0].LogProbabilities];
        double ofWeights = RootMeanSquare(exact, [.. rounded.Score([SomeText])[0].LogProbabilities]);
        double ofAll = RootMeanSquare(exact, [.. half.Score([SomeText])[0].LogProbabilities]);
        Assert.IsInRange(1e-4, 0.05, ofWeights, "8 bits of precision move a log-probability by a hundredth or so");
        // √(1 + 2²): the arithmetic rounds about as often as the weights are rounded, twice at most (FamilyTests).
        Assert.IsLessThan(Math.Sqrt(5) * ofWeights, ofAll);
        Assert.AreEqual(original.Score([SomeText])[0].LossNats, half.Score([SomeText])[0].LossNats, 0.02);
    }

    [TestMethod]
    [DataRow(Precision.Auto, false)]
    [DataRow(Precision.BFloat16, true)]
    [DataRow(Precision.Float32, true)]
    public void Mapped_weights_give_the_bits_that_read_ones_give(Precision precision, bool gpt2)
    {
        using var folder = new TemporaryFolder();
        RandomCheckpoints.OfFamily(gpt2 ? "gpt2" : "qwen3").Write(folder.FullPath, ScalarType.BFloat16);
        using var read = LanguageModel.Load(folder.FullPath, new LoadModelOptions { Precision = precision });
        using var mapped = LanguageModel.Load(folder.FullPath, new LoadModelOptions { Precision = precision, MemoryMap = true });
        File.Delete(folder["model.safetensors"]); // the pages stay
        using var scope = NewDisposeScope();
        Assert.AreEqual(0, TinyModel.MaxDifference(TinyModel.Logits(read, TinyModel.Ids([1, 2, 3, 250])), TinyModel.Logits(mapped, TinyModel.Ids([1, 2, 3, 250]))));
        CollectionAssert.AreEqual(read.GenerateTokens([5, 6]).ToArray(), mapped.GenerateTokens([5, 6]).ToArray());
    }

    [TestMethod]
    public void Auto_keeps_BFloat16_where_the_processor_multiplies_it_and_widens_all_else()
    {
        ScalarType expected = PrecisionChoice.MultipliesBFloat16(CPU) ? ScalarType.BFloat16 : ScalarType.Float32;
        Assert.AreEqual(expected, PrecisionChoice.Of(Precision.Auto, ScalarType.BFloat16, CPU));
        Assert.AreEqual(ScalarType.Float32, PrecisionChoice.Of(Precision.Auto, ScalarType.Float16, CPU));
        Assert.AreEqual(ScalarType.Float32, PrecisionChoice.Of(Precision.Auto, ScalarType.Float32, CPU));
        Assert.AreEqual(ScalarType.BFloat16, PrecisionChoice.Of(Precision.BFloat16, ScalarType.Float32, CPU));
        Assert.AreEqual(ScalarType.BFloat16, PrecisionChoice.Of(Precision.Auto, ScalarType.BFloat16, new Device(DeviceType.CUDA, 0)));
        if (OperatingSystem.IsLinux() && File.ReadAllText("/proc/cpuinfo") is string cpu)
            Assert.AreEqual(cpu.Contains("avx512_bf16", StringComparison.Ordinal), PrecisionChoice.MultipliesBFloat16(CPU), "CPUID was read wrongly");
    }

    [TestMethod]
    [DataRow(ScalarType.Float16, "F16")]
    [DataRow(ScalarType.BFloat16, "BF16")]
    [DataRow(ScalarType.Float32, "F32")]
    public void A_folder_round_trips_in_its_own_type_bit_for_bit(ScalarType type, string name)
    {
        using TemporaryFolder folder = new(), saved = new();
        RandomCheckpoints.OfFamily("gpt2").Write(folder.FullPath, type);
        using (var model = LanguageModel.Load(folder.FullPath, new LoadModelOptions { Precision = Precision.Float32 }))
            model.Save(saved.FullPath, maximumShardBytes: 20_000);
        using SafetensorsFolder before = SafetensorsFolder.Open(folder.FullPath), after = SafetensorsFolder.Open(saved.FullPath);
        Assert.IsGreaterThan(1, after.Files.Count);
        using var scope = NewDisposeScope();
        foreach (string tensor in after.Names)
        {
            string original = before.Contains(tensor) ? tensor : tensor["transformer.".Length..];
            Assert.AreEqual(name, after[tensor].DataType);
            Assert.IsTrue(before.Read(original).equal(after.Read(tensor)).all().item<bool>(), tensor);
        }
    }

    [TestMethod]
    public void A_precision_that_is_none_is_refused() =>
        Assert.Contains("LoadModelOptions.Precision must be one of Auto, Float32, BFloat16", Assert.Throws<ArgumentOutOfRangeException>(() => LanguageModel.Load("x", new LoadModelOptions { Precision = (Precision)9 })).Message);

    [TestMethod]
    public void Log_probabilities_taken_by_blocks_of_the_vocabulary_equal_those_of_all_logits()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        Tensor x = randn([7, 8], ScalarType.Float32, CPU, generator: generator);
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            Tensor weight = randn([1_200_000, 8], ScalarType.Float32, CPU, generator: generator).to(type); // three blocks
            Tensor ids = tensor(new long[] { 0, 524_287, 524_288, 524_289, 1_048_575, 1_048_576, 1_199_999 }, device: CPU);
            Tensor expected = nn.functional.log_softmax(nn.functional.linear(x.to(ScalarType.Float64), weight.to(ScalarType.Float64)), 1).gather(1, ids.unsqueeze(1)).squeeze(1).to(ScalarType.Float32);
            Assert.IsLessThan(1e-4, TinyModel.MaxDifference(expected, OutputProduct.LogProbabilities(x, weight, ids)));
        }
    }

    [TestMethod]
    public void Several_threads_generate_and_score_with_one_model_as_one_does()
    {
        using LanguageModel model = TinyModel.Create();
        string[] texts = ["one", "two and more", "three, and more than that"];
        string generated = model.Generate("abc", new GenerationOptions { MaxTokens = 20, Temperature = 0 });
        double[] losses = [.. model.Score(texts).Select(s => s.LossNats)];
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
        {
            if (i % 2 == 0)
                Assert.AreEqual(generated, model.Generate("abc", new GenerationOptions { MaxTokens = 20, Temperature = 0 }));
            else
                CollectionAssert.AreEqual(losses, model.Score(texts).Select(s => s.LossNats).ToArray());
        });
    }

    private static void Convert(string from, string to, ScalarType type, long maximumShardBytes)
    {
        using var scope = NewDisposeScope();
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(from, "model.safetensors"));
        SafetensorsFolder.Write(to, file.Names.Select(name => KeyValuePair.Create(name, file.Read(name).to(type))), maximumShardBytes: maximumShardBytes);
        foreach (string name in new[] { "config.json", "tokenizer.model" })
            File.Copy(Path.Combine(from, name), Path.Combine(to, name));
    }

    private static double RootMeanSquare(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Average());
}
