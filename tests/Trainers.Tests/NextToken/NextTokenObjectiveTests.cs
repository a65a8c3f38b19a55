using ResearchML.LanguageModels;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

[TestClass]
public sealed class NextTokenObjectiveTests
{
    [TestMethod]
    public void It_is_the_mean_negative_log_probability_of_the_targets_that_count()
    {
        using LanguageModel model = LanguageModel.Create(new DecoderConfig { Layers = 1, Width = 16, Heads = 2, InitializerDeviation = 0.5 }, LanguageTokenizer.Bytes(), seed: 1);
        using var scope = NewDisposeScope();
        Tensor hidden = model.Decoder.Hidden(tensor(new long[] { 1, 2, 3, 4, 5, 6 }, [2, 3], device: CPU)).detach();
        long[] targets = [7, ObjectiveBatch.Ignored, 9, 10, 11, ObjectiveBatch.Ignored];
        Tensor loss = new NextTokenObjective().Evaluate(new ObjectiveBatch(model.Decoder, hidden, tensor(targets, [2, 3], device: CPU), 0, 0)).Loss;

        float[] logits = model.Decoder.Logits(hidden).contiguous().data<float>().ToArray();
        double sum = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            if (targets[i] == ObjectiveBatch.Ignored)
                continue;
            double[] row = [.. logits.Skip(i * 259).Take(259).Select(l => (double)l)];
            sum -= row[targets[i]] - Math.Log(row.Sum(Math.Exp));
        }
        Assert.AreEqual(sum / 4, loss.item<float>(), 1e-5);
    }
}
