using ResearchML.LanguageModels;
using ResearchML.Trainers;
using static TorchSharp.torch;

namespace KShot;

/// <summary>Reads models in every way and examines each: exact pass@k under the truth, and the loss of held-out examples.</summary>
internal sealed class AnswerExam : IDisposable
{
    private const int TagsPerQuestion = 16;
    private const int HeldOutExamples = 512;

    private readonly Tensor _asked; // (N, T) every question behind several tags that no training has seen
    private readonly Tensor _truth; // (N, V) π
    private readonly Tensor _heldOut; // (M, T)
    private readonly Tensor _answers; // (M, 1)

    public AnswerExam(AnswerTask task, LanguageTokenizer tokenizer, Random random)
    {
        int[] questions = [.. Enumerable.Range(0, AnswerTask.Questions * TagsPerQuestion).Select(i => i % AnswerTask.Questions)];
        _asked = Encode([.. questions.Select(q => AnswerTask.Ask(q, random))], tokenizer);
        double[] truth = [.. questions.SelectMany(q => Enumerable.Range(0, tokenizer.VocabularySize).Select(token => task.Probability(q, token)))];
        _truth = tensor(truth, [questions.Length, tokenizer.VocabularySize], device: CPU);
        string[] heldOut = [.. task.Examples(HeldOutExamples, random)];
        _heldOut = Encode([.. heldOut.Select(e => e[..^1])], tokenizer);
        _answers = tensor(heldOut.Select(e => (long)e[^1]).ToArray(), [heldOut.Length, 1], device: CPU);
    }

    /// <summary>One reading for each of <see cref="Reading.Ks"/>.</summary>
    public IReadOnlyList<Reading> Read(LanguageModel model, int step, int trainedFor)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor asked = Probabilities(model, _asked), heldOut = Probabilities(model, _heldOut); // (N, V), (M, V)
        return [.. Reading.Ks.Select(k => new Reading(step, trainedFor, k, Loss(Bring(heldOut, trainedFor, k), k), PassAt(Bring(asked, trainedFor, k))))];
    }

    public void Dispose()
    {
        foreach (Tensor tensor in new[] { _asked, _truth, _heldOut, _answers })
            tensor.Dispose();
    }

    // What the model says of the data, by the inverse link; then what k samples want, by the link.
    private static Tensor Bring(Tensor probabilities, int trainedFor, int readFor) => trainedFor == readFor
        ? probabilities
        : KShotLink.Apply(KShotLink.Calibrate(probabilities, trainedFor), readFor);

    private IReadOnlyList<double> PassAt(Tensor probabilities) =>
        [.. Reading.Shots.Select(k => (_truth * KShotLoss.PassAt(probabilities, k)).sum(1).mean().item<double>())];

    private double Loss(Tensor probabilities, int k) => -KShotLoss.PassAt(probabilities.gather(1, _answers), k).log().mean().item<double>();

    private static Tensor Probabilities(LanguageModel model, Tensor tokens)
    {
        Tensor hidden = model.Decoder.Hidden(tokens.to(model.Device)); // (N, T, W)
        return model.Decoder.Logits(hidden.select(1, tokens.shape[1] - 1)).cpu().to(ScalarType.Float64).softmax(-1); // (N, V)
    }

    private static Tensor Encode(string[] texts, LanguageTokenizer tokenizer)
    {
        long[] ids = [.. texts.SelectMany(t => tokenizer.Encode(t).Select(id => (long)id).Prepend(tokenizer.BosId!.Value))];
        return tensor(ids, [texts.Length, ids.Length / texts.Length], device: CPU);
    }
}
