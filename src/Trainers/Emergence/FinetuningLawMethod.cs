using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace ResearchML.Trainers;

/// <summary>A finetuning law: the loss at which a skill emerges moves with the number of examples that a checkpoint is finetuned on, so that finetuned checkpoints show it early.</summary>
/// <remarks>
/// <para>Snell, Wallace, Klein and Levine 2024, "Predicting Emergent Capabilities by Finetuning", arXiv:2411.16035: the skill is a hinge in the loss L, and its point moves with the amount D of finetuning data.</para>
/// <list type="bullet">
/// <item><description>(7) skill = A·softplus(e₀ + e₁·ln(1 + D) − ln L), with a softplus of width 0.05 for the hinge.</description></item>
/// <item><description>(8) ln L(later) = u + v·ln L(now) + w·h, by least squares: the later loss is forecast too.</description></item>
/// </list>
/// <para>Where we differ: theirs reads the loss of the model to come off a given axis and lets the point move by a power of ln D; one fit by least squares replaces their posterior. Without a
/// finetuned checkpoint or a loss there is no such law.</para>
/// </remarks>
/// <param name="finetuned">Finetuned checkpoints with their examples.</param>
internal sealed class FinetuningLawMethod(IReadOnlyList<(EmergenceCheckpoint Checkpoint, double Examples)> finetuned) : ForecastMethod
{
    private const double Width = 0.05;
    private const double LeastSkill = 1e-6;
    private static readonly double[] StartQuantiles = [0.1, 0.25, 0.5, 0.75, 0.9];

    public override string Name => "finetuning law";

    public override TrainedForecast Train(IReadOnlyList<EmergencePair> training)
    {
        HashSet<string> models = [.. training.Select(p => p.Model)];
        double end = training.Max(p => p.Later.Compute); // what was finetuned after it is the future
        (EmergenceCheckpoint Checkpoint, double Examples)[] seen =
        [
            .. training.SelectMany(p => new[] { p.Now, p.Later }).Distinct().Select(c => (c, 0.0)), // what was not finetuned
            .. finetuned.Where(f => models.Contains(f.Checkpoint.Model) && f.Checkpoint.Compute <= end && f.Checkpoint.Loss > 0),
        ];
        double[] losses = [.. seen.Select(s => Math.Log(s.Checkpoint.Loss))], skills = [.. seen.Select(s => Logistic.Of(s.Checkpoint.Logit(1)))];
        double[] law = Fit([.. seen.Select(s => Math.Log(1 + s.Examples))], losses, skills);
        LogitForecast loss = new LinearLoss(training).Forecast;
        return new TrainedForecast(
            (now, horizon) => Logistic.Logit(Math.Clamp(law[2] * Hinge(law[0] - loss(now, horizon)), LeastSkill, 1 - LeastSkill)), 0, []);
    }

    /// <summary>(e₀, e₁, A) of least squared error; A by a division, the point by Nelder and Mead's simplex.</summary>
    private static double[] Fit(double[] examples, double[] losses, double[] skills)
    {
        double Scale(double e0, double e1, out double error)
        {
            double[] hinges = [.. examples.Zip(losses, (d, l) => Hinge(e0 + e1 * d - l))];
            double scale = Math.Max(0, hinges.Zip(skills, (h, s) => h * s).Sum() / (hinges.Sum(h => h * h) + 1e-12));
            error = hinges.Zip(skills, (h, s) => Math.Pow(scale * h - s, 2)).Sum();
            return scale;
        }

        double Error(Vector<double> point)
        {
            Scale(point[0], point[1], out double error);
            return error;
        }

        // From several points: where the hinge is beyond all losses the error is flat.
        double[] sorted = [.. losses.Order()];
        Vector<double> best = StartQuantiles.Select(q => sorted[(int)(q * (sorted.Length - 1))])
            .Select(start => NelderMeadSimplex.Minimum(ObjectiveFunction.Value(Error), Vector<double>.Build.Dense([start, 0]), 1e-8, 2000).MinimizingPoint)
            .MinBy(Error)!;
        return [best[0], best[1], Scale(best[0], best[1], out _)];
    }

    private static double Hinge(double x) => x > 30 * Width ? x : Width * Math.Log(1 + Math.Exp(x / Width));

    /// <summary>Equation (8).</summary>
    private sealed class LinearLoss
    {
        private readonly double[] _coefficients;

        public LinearLoss(IReadOnlyList<EmergencePair> training)
        {
            double[][] rows = [.. training.Select(p => new[] { 1, Math.Log(p.Now.Loss), p.Horizon })];
            _coefficients = Matrix<double>.Build.DenseOfRowArrays(rows).Svd().Solve(Vector<double>.Build.DenseOfEnumerable(training.Select(p => Math.Log(p.Later.Loss)))).ToArray();
        }

        public double Forecast(EmergenceCheckpoint now, double horizon) => _coefficients[0] + _coefficients[1] * Math.Log(now.Loss) + _coefficients[2] * horizon;
    }
}
