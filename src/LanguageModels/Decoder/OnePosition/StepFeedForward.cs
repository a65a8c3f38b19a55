using System.Numerics.Tensors;

namespace ResearchML.LanguageModels;

/// <summary><see cref="GatedFeedForward"/> or <see cref="PlainFeedForward"/> of one position a row.</summary>
internal sealed class StepFeedForward
{
    private readonly StepBuffers _buffers;
    private readonly (StoredMatrix, float[])[] _in;
    private readonly (StoredMatrix, float[])[] _out;
    private readonly Action<StepBuffers> _activate; // leaves its result in Up

    public StepFeedForward(DecoderConfig config, string name, StepWeights weights, StepBuffers buffers)
    {
        bool isGated = config.FeedForward == FeedForwardKind.GatedSilu;
        (StoredMatrix, float[]) up = (weights.Matrix(name + "up_proj"), buffers.Up);
        _buffers = buffers;
        _in = isGated ? [(weights.Matrix(name + "gate_proj"), buffers.Gate), up] : [up];
        _out = [(weights.Matrix(name + "down_proj"), buffers.Output)];
        _activate = isGated ? MultiplyByGate : TanhGelu;
    }

    /// <summary>From <see cref="StepBuffers.Normed"/> to <see cref="StepBuffers.Output"/>.</summary>
    public void Apply()
    {
        StoredMatrix.Multiply(_buffers.Normed, _buffers.Rows, _in);
        _activate(_buffers);
        StoredMatrix.Multiply(_buffers.Up, _buffers.Rows, _out);
    }

    // silu(gate) · up, where silu(x) = x σ(x)
    private static void MultiplyByGate(StepBuffers buffers)
    {
        TensorPrimitives.Multiply(buffers.Up, buffers.Gate, buffers.Up);
        TensorPrimitives.Sigmoid(buffers.Gate, buffers.Gate);
        TensorPrimitives.Multiply(buffers.Up, buffers.Gate, buffers.Up);
    }

    // 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³)))
    private static void TanhGelu(StepBuffers buffers)
    {
        float slope = (float)Math.Sqrt(2 / Math.PI);
        for (int i = 0; i < buffers.Up.Length; i++)
        {
            float x = buffers.Up[i];
            buffers.Up[i] = 0.5f * x * (1 + MathF.Tanh(slope * (x + 0.044715f * x * x * x)));
        }
    }
}
