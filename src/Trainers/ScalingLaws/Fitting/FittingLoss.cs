namespace ResearchML.Trainers;

/// <summary>What a fit minimises: the sum over runs of weight·ρ(r), r the residual of the loss or of its logarithm.</summary>
/// <remarks>Always the sum. The mean is the same problem but stops early under tolerances that are absolute, which moved published exponents
/// (Besiroglu et al. 2024, arXiv:2404.10102, section 3).</remarks>
public sealed record FittingLoss
{
    private FittingLoss(string name, bool onLogarithm, double delta) => (Name, OnLogarithm, Delta) = (name, onLogarithm, delta);

    /// <summary>Huber's loss of ln(predicted/observed), quadratic within δ = 1e-3. Hoffmann et al. 2022, arXiv:2203.15556, equation 3. The default.</summary>
    public static FittingLoss HuberOnLogarithm { get; } = HuberOnLogarithmWithin(1e-3);

    /// <summary>Half the squared error of the loss itself, in nats², as in the recipe of Gadre et al. 2024, arXiv:2403.08540, appendix C.</summary>
    public static FittingLoss SquaredError { get; } = new(nameof(SquaredError), false, double.PositiveInfinity);

    /// <summary>Half the squared error of the logarithm of the loss.</summary>
    public static FittingLoss SquaredErrorOnLogarithm { get; } = new(nameof(SquaredErrorOnLogarithm), true, double.PositiveInfinity);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether residuals are of ln L (relative) rather than of L (nats).</summary>
    public bool OnLogarithm { get; }

    /// <summary>Where Huber's loss turns from ½r² to δ·(|r| - δ/2). Infinite for a squared error.</summary>
    public double Delta { get; }

    /// <summary>Huber's loss of ln(predicted/observed) with another threshold.</summary>
    /// <param name="delta">The threshold δ. Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delta"/> is not positive.</exception>
    public static FittingLoss HuberOnLogarithmWithin(double delta) => delta > 0
        ? new(nameof(HuberOnLogarithm), true, delta)
        : throw new ArgumentOutOfRangeException(nameof(delta), delta, FormattableString.Invariant($"Huber's threshold must be positive, but is {delta}."));

    /// <summary>r: ln(predicted/observed), or predicted - observed.</summary>
    internal double Residual(double predicted, double observed) => OnLogarithm ? Math.Log(predicted / observed) : predicted - observed;

    /// <summary>ρ(r).</summary>
    internal double Of(double residual) => Math.Abs(residual) is var size && size <= Delta ? 0.5 * residual * residual : Delta * (size - 0.5 * Delta);
}
