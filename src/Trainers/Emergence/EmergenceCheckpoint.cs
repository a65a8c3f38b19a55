using ResearchML.Evaluators;

namespace ResearchML.Trainers;

/// <summary>What a model can do at a task after a while of training.</summary>
/// <remarks>
/// With p_i the success probability of problem i, g_i that of a guess and N = Σ n_i the samples of all problems:
/// <list type="bullet">
/// <item><description>(1) pass@k = mean over i of 1 − C(n_i − c_i, k)/C(n_i, k), <see cref="PassAtK.Unbiased"/>.</description></item>
/// <item><description>(2) skill_k = (pass@k − γ_k)/(1 − γ_k), γ_k = mean over i of 1 − (1 − g_i)^k: what is left of it when guesses, which inflate large k, are taken out. The floor of (3) where γ_k is 1.</description></item>
/// <item><description>(3) x_k = logit of skill_k, moved into [max(k/2N, σ_k), 1 − 1/2N]: half of what one success more, or one failure more, would change, and σ_k the standard deviation that skill_k has by guessing alone (0 where g is): what is no skill is not told apart by its noise, which logits would stretch.</description></item>
/// </list>
/// </remarks>
public sealed class EmergenceCheckpoint
{
    private readonly ProblemCount[] _problems;
    private readonly Dictionary<int, double> _passAt;
    private readonly Dictionary<int, double> _logits;
    private readonly double _samples;

    internal EmergenceCheckpoint(string model, double compute, double loss, IReadOnlyList<ProblemCount> problems, IReadOnlyList<int> ks)
    {
        (Model, Compute, Loss, _problems) = (model, compute, loss, [.. problems]);
        Chance = _problems.Average(p => p.Chance);
        _samples = _problems.Sum(p => (double)p.Samples);
        _passAt = ks.Append(1).Distinct().ToDictionary(k => k, Mean);
        _logits = _passAt.ToDictionary(p => p.Key, p => LogitOf(p.Key, p.Value));
    }

    /// <summary>The model.</summary>
    public string Model { get; }

    /// <summary>How far it had been trained, in the unit of the data.</summary>
    public double Compute { get; }

    /// <summary>γ_1, the probability of a correct guess: the mean over the problems.</summary>
    public double Chance { get; }

    /// <summary>Its loss in nats; NaN where it is not known.</summary>
    public double Loss { get; }

    /// <summary>How many problems were counted.</summary>
    public int Problems => _problems.Length;

    internal IReadOnlyList<ProblemCount> Counts => _problems;

    /// <summary>(1) pass@k, for k = 1 and the k of the forecast.</summary>
    /// <param name="k">How many samples one may try.</param>
    /// <exception cref="ArgumentOutOfRangeException">The forecast does not look at this k.</exception>
    public double PassAt(int k) => _passAt.TryGetValue(k, out double value) ? value
        : throw new ArgumentOutOfRangeException(nameof(k), k, $"k = {k} was not computed. The k are: {string.Join(", ", _passAt.Keys.Order())}.");

    /// <summary>(3) x_k, the logit of pass@k beyond chance.</summary>
    internal double Logit(int k) => _logits[k];

    /// <summary>The least that <see cref="Logit"/> of k = 1 can be: no skill.</summary>
    internal double NoSkill => Logistic.Logit(Floor(1));

    /// <summary>The standard deviation that sampling alone gives pass@k: the problems are the same at every checkpoint.</summary>
    /// <remarks>p̃_i = (c_i + ½)/(n_i + 1) (Jeffreys), so that no success is no certainty.</remarks>
    internal double SamplingDeviation(int k = 1) => Deviation(k, problem => (problem.Correct + 0.5) / (problem.Samples + 1));

    /// <summary>√Σ (k(1 − p_i)^(k−1))²·p_i(1 − p_i)/n_i over the number of problems: the slope of 1 − (1 − p)^k times the deviation of c/n.</summary>
    private double Deviation(int k, Func<ProblemCount, double> probability)
    {
        double variance = 0;
        foreach (ProblemCount problem in _problems)
        {
            double p = probability(problem), slope = k * Math.Pow(1 - p, k - 1);
            variance += slope * slope * p * (1 - p) / problem.Samples;
        }

        return Math.Sqrt(variance) / _problems.Length;
    }

    internal EmergenceCheckpoint With(IReadOnlyList<ProblemCount> problems, IReadOnlyList<int> ks) => new(Model, Compute, Loss, problems, ks);

    /// <summary>γ_k, what pass@k is by guessing alone.</summary>
    internal double ChanceOf(int k) => 1 - LeftOf(k);

    /// <summary>1 − γ_k, which rounds away beside 1 long before it is 0.</summary>
    private double LeftOf(int k) => _problems.Average(p => Math.Pow(1 - p.Chance, k));

    private double Mean(int k)
    {
        double sum = 0;
        foreach (ProblemCount problem in _problems)
            sum += PassAtK.Unbiased(problem.Samples, problem.Correct, k);
        return sum / _problems.Length;
    }

    private double LogitOf(int k, double passAt)
    {
        double left = LeftOf(k), skill = left > 0 ? 1 - (1 - passAt) / left : 0; // (2)
        return Logistic.Logit(Math.Clamp(skill, Floor(k), 1 - Math.Min(0.5 / _samples, 0.25))); // (3)
    }

    /// <summary>max(k/2N, σ_k) of (3).</summary>
    private double Floor(int k) => LeftOf(k) is > 0 and var left ? Math.Min(Math.Max(k / (2 * _samples), Deviation(k, problem => problem.Chance) / left), 0.25) : 0.25;
}
