using ResearchML.LanguageModels;
using TorchSharp;
using static TorchSharp.torch;

namespace ResearchML.Trainers.Tests;

/// <summary>Random hidden states over rows of several documents, some of one token, with repeated tokens; and the naive way to read them.</summary>
internal sealed class TokenBatch : IDisposable
{
    public const int Length = 12;

    // Positions of each document, row by row; the last document of a row is cut by its end or just fits.
    private static readonly int[][] Layout = [[5, 1, 4, 2], [12], [1, 11]];

    private readonly LanguageModel _model;
    private readonly DisposeScope _scope;

    public TokenBatch(bool withDocuments = true, bool tied = true, int? window = null)
    {
        _scope = NewDisposeScope();
        _model = LanguageModel.Create(
            new DecoderConfig { Layers = 2, Width = 16, Heads = 4, KeyValueHeads = 2, ContextLength = Length, InitializerDeviation = 0.3, TieEmbeddings = tied, SlidingWindow = window, ModelType = window is null ? "llama" : "mistral" }, LanguageTokenizer.Bytes(), seed: 1);
        var random = new Random(7);
        int[][] layout = withDocuments ? Layout : [[12], [12], [12]];
        List<long> targets = [], documents = [];
        for (int row = 0; row < layout.Length; row++)
        {
            for (int document = 0, start = 0; document < layout[row].Length; start += layout[row][document++])
            {
                long[] tokens = [.. Enumerable.Range(0, layout[row][document]).Select(_ => (long)random.Next(5))]; // few of them, so that they repeat
                Documents.Add((row, start, tokens));
                targets.AddRange(tokens);
                documents.AddRange(tokens.Select(_ => (long)document));
            }
        }
        Hidden = randn([layout.Length, Length, 16], device: CPU, generator: new Generator(3, CPU)).requires_grad_();
        Batch = new ObjectiveBatch(_model.Decoder, Hidden, tensor(targets.ToArray(), [layout.Length, Length], device: CPU), 0, 0)
        {
            Documents = withDocuments ? tensor(documents.ToArray(), [layout.Length, Length], device: CPU) : null,
        };
    }

    /// <summary>Row, first place and the tokens that follow each position, of each document.</summary>
    public List<(int Row, int Start, long[] Targets)> Documents { get; } = [];

    public Decoder Decoder => _model.Decoder;

    public Tensor Hidden { get; }

    public ObjectiveBatch Batch { get; }

    /// <summary>The gradients of a loss, by name: of the hidden states, the decoder and the heads. A weight that the loss does not reach has zeros.</summary>
    public Dictionary<string, float[]> Gradients(Tensor loss, nn.Module? heads)
    {
        (string Name, Tensor Tensor)[] all = [("hidden", Hidden), .. Decoder.named_parameters().Concat(heads?.named_parameters() ?? []).Select((p, i) => ($"{i} {p.name}", (Tensor)p.parameter))];
        foreach ((string _, Tensor tensor) in all)
            tensor.grad = null;
        loss.backward();
        return all.ToDictionary(a => a.Name, a => (a.Tensor.grad ?? zeros_like(a.Tensor)).data<float>().ToArray());
    }

    /// <summary>Checks a loss and all its gradients against those of a naive computation.</summary>
    public void MustEqual(Tensor naive, Tensor loss, nn.Module? heads, double tolerance = 1e-5)
    {
        Assert.AreEqual(naive.item<float>(), loss.item<float>(), tolerance);
        MustEqual(Gradients(naive, heads), Gradients(loss, heads), tolerance);
    }

    public static void MustEqual(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual, double tolerance)
    {
        CollectionAssert.AreEqual(expected.Keys, actual.Keys);
        foreach ((string name, float[] values) in expected)
        {
            for (int i = 0; i < values.Length; i++)
                Assert.AreEqual(values[i], actual[name][i], tolerance * Math.Max(1, Math.Abs(values[i])), $"{name}[{i}]");
        }
        Assert.IsTrue(expected.Values.Any(v => v.Any(x => x != 0)), "there are gradients");
    }

    /// <summary>Mean of a loss over the positions of which it is given, one position at a time.</summary>
    public Tensor Mean(Func<(int Row, int Start, long[] Targets), int, Tensor?> loss)
    {
        Tensor[] losses = [.. from document in Documents
                              from t in Enumerable.Range(0, document.Targets.Length)
                              let value = loss(document, t)
                              where value is not null
                              select value];
        return losses.Aggregate((a, b) => a + b) / losses.Length;
    }

    /// <summary>The naive next-token loss.</summary>
    public Tensor NextToken() => Mean((document, t) => -nn.functional.log_softmax(Decoder.Logits(Hidden[document.Row, document.Start + t]), 0)[document.Targets[t]]);

    public void Dispose()
    {
        _scope.Dispose();
        _model.Dispose();
    }
}
