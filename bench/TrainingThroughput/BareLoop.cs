using System.Diagnostics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TrainingThroughput;

/// <summary>The peer: what one writes with TorchSharp alone, stock modules and a plain loop, no ML.NET and nothing of ours.</summary>
internal sealed class BareLoop
{
    private readonly Config _config;
    private readonly long[] _tokens;

    public BareLoop(Config config, long[] tokens) => (_config, _tokens) = (config, tokens);

    /// <summary>Seconds of each step.</summary>
    public double[] Run()
    {
        using var model = new BareDecoder(_config);
        using var optimizer = optim.AdamW(model.parameters(), 3e-3, 0.9, 0.95, weight_decay: 0.1);
        var random = new Random(1);
        var seconds = new double[_config.Steps];
        model.train();
        for (int step = 0; step < seconds.Length; step++)
        {
            long start = Stopwatch.GetTimestamp();
            using var scope = NewDisposeScope();
            var inputs = new long[_config.Batch * _config.Context];
            var targets = new long[inputs.Length];
            for (int row = 0; row < _config.Batch; row++)
            {
                int from = random.Next(_tokens.Length - _config.Context - 1);
                Array.Copy(_tokens, from, inputs, row * _config.Context, _config.Context);
                Array.Copy(_tokens, from + 1, targets, row * _config.Context, _config.Context);
            }
            Tensor logits = model.forward(tensor(inputs, [_config.Batch, _config.Context], device: CPU));
            Tensor loss = nn.functional.cross_entropy(logits.flatten(0, 1), tensor(targets, device: CPU));
            optimizer.zero_grad();
            loss.backward();
            nn.utils.clip_grad_norm_(model.parameters(), 1);
            optimizer.step();
            loss.item<float>();
            seconds[step] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        return seconds;
    }

    private sealed class BareDecoder : nn.Module<Tensor, Tensor>
    {
        private readonly Embedding _embedding;
        private readonly ModuleList<Block> _blocks = [];
        private readonly Parameter _norm;

        public BareDecoder(Config config)
            : base(nameof(BareDecoder))
        {
            _embedding = nn.Embedding(config.Vocabulary, config.Width);
            nn.init.normal_(_embedding.weight!, 0, 0.02);
            for (int i = 0; i < config.Layers; i++)
                _blocks.Add(new Block(config));
            _norm = new Parameter(ones(config.Width, device: CPU));
            RegisterComponents();
        }

        public override Tensor forward(Tensor tokens)
        {
            Tensor x = _embedding.forward(tokens);
            foreach (Block block in _blocks)
                x = block.forward(x);
            return nn.functional.linear(Rms(x, _norm), _embedding.weight!);
        }
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Config _config;
        private readonly Linear _q, _k, _v, _o, _gate, _up, _down;
        private readonly Parameter _norm1, _norm2;
        private readonly Tensor _cosine, _sine;

        public Block(Config config)
            : base(nameof(Block))
        {
            _config = config;
            int width = config.Width, inner = config.FeedForward, head = width / config.Heads;
            (_q, _k, _v, _o) = (nn.Linear(width, width, false), nn.Linear(width, width, false), nn.Linear(width, width, false), nn.Linear(width, width, false));
            (_gate, _up, _down) = (nn.Linear(width, inner, false), nn.Linear(width, inner, false), nn.Linear(inner, width, false));
            (_norm1, _norm2) = (new Parameter(ones(width, device: CPU)), new Parameter(ones(width, device: CPU)));
            Tensor angle = outer(arange(config.Context, ScalarType.Float32, CPU), pow(10000f, arange(0, head, 2, ScalarType.Float32, CPU) / -head));
            (_cosine, _sine) = (cat([angle.cos(), angle.cos()], -1), cat([angle.sin(), angle.sin()], -1));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            Tensor h = Rms(x, _norm1);
            Tensor q = Rotate(Heads(_q.forward(h))), k = Rotate(Heads(_k.forward(h))), v = Heads(_v.forward(h));
            Tensor y = nn.functional.scaled_dot_product_attention(q, k, v, is_casual: true);
            x = x + _o.forward(y.transpose(1, 2).reshape(x.shape));
            h = Rms(x, _norm2);
            return x + _down.forward(nn.functional.silu(_gate.forward(h)) * _up.forward(h));
        }

        private Tensor Heads(Tensor x) => x.view(x.shape[0], x.shape[1], _config.Heads, -1).transpose(1, 2);

        private Tensor Rotate(Tensor x)
        {
            Tensor[] halves = x.chunk(2, -1);
            return x * _cosine + cat([-halves[1], halves[0]], -1) * _sine;
        }
    }

    private static Tensor Rms(Tensor x, Tensor weight) => x * rsqrt(x.pow(2).mean([-1], true) + 1e-5) * weight;
}
