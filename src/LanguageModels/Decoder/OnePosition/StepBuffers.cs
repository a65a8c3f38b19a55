namespace ResearchML.LanguageModels;

/// <summary>What the layers of a step hand to each other: a vector a row.</summary>
internal sealed class StepBuffers(DecoderConfig config, int rows)
{
    public int Rows => rows;

    /// <summary>(rows, W) the residual stream.</summary>
    public float[] X { get; } = new float[rows * config.Width];

    /// <summary>(rows, W) a block's input.</summary>
    public float[] Normed { get; } = new float[rows * config.Width];

    /// <summary>(rows, W) a block's output.</summary>
    public float[] Output { get; } = new float[rows * config.Width];

    /// <summary>(rows, H·d)</summary>
    public float[] Query { get; } = new float[rows * config.Heads * config.EffectiveHeadWidth];

    /// <summary>(rows, G·d)</summary>
    public float[] Key { get; } = new float[rows * config.EffectiveKeyValueHeads * config.EffectiveHeadWidth];

    /// <summary>(rows, G·d)</summary>
    public float[] Value { get; } = new float[rows * config.EffectiveKeyValueHeads * config.EffectiveHeadWidth];

    /// <summary>(rows, H·d)</summary>
    public float[] Attended { get; } = new float[rows * config.Heads * config.EffectiveHeadWidth];

    /// <summary>(rows, F)</summary>
    public float[] Gate { get; } = new float[rows * config.EffectiveFeedForwardWidth];

    /// <summary>(rows, F)</summary>
    public float[] Up { get; } = new float[rows * config.EffectiveFeedForwardWidth];
}
