using System.Text.Json.Nodes;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class VocabularyFitTests
{
    [TestMethod]
    [DataRow(151665, 151936)] // Qwen2.5 up to 3B
    [DataRow(151665, 152064)] // Qwen2.5-7B
    [DataRow(151669, 151936)] // Qwen3
    [DataRow(128256, 128256)] // Llama 3
    [DataRow(50257, 50257)] // GPT-2
    [DataRow(50257, 50304)] // nanoGPT
    [DataRow(50295, 51200)] // Phi-2
    [DataRow(1024, 1024)]
    public void Published_models_fit_their_tokenizers(int ids, int embeddings) =>
        Assert.IsNull(VocabularyFit.Mismatch(embeddings, OfSize(ids), "the model"));

    [TestMethod]
    [DataRow(128256, 32000, "has embeddings for only 32000")]
    [DataRow(32000, 128256, "more than padding explains")]
    public void Another_models_tokenizer_does_not(int ids, int embeddings, string message) =>
        StringAssert.Contains(VocabularyFit.Mismatch(embeddings, OfSize(ids), "the model"), message);

    private static LanguageTokenizer OfSize(int ids) => ChatTokenizer.Load(change: json => json["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = ids - 1, ["content"] = "<last>" }));
}
