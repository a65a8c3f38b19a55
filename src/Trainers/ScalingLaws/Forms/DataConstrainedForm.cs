using static System.Math;

namespace ResearchML.Trainers;

/// <summary>Fitted as E + S·(w·e^(-αν) + (1-w)·e^(-βδ)), ν and δ the logarithms of effective parameters N' and effective tokens D', in units of the centre.</summary>
internal sealed class DataConstrainedForm() : ScalingLawForm("DataConstrained",
    ScalingLawCoordinate.Coefficient("E"), ScalingLawCoordinate.Coefficient("S"), ScalingLawCoordinate.Searched("share", 1e-4, 1 - 1e-4),
    ExponentRange.Of("alpha"), ExponentRange.Of("beta"), ScalingLawCoordinate.Searched("ln R_D", -2, 8), ScalingLawCoordinate.Searched("ln R_N", -2, 8))
{
    public override IReadOnlyList<string> ParameterNames { get; } = ["E", "A", "B", "alpha", "beta", "R_D", "R_N"];

    public override ScalingVariables Variables => ScalingVariables.Parameters | ScalingVariables.Tokens | ScalingVariables.UniqueTokens;

    internal override bool IsCentred => true;

    public override double Evaluate(ScalingPoint point, ReadOnlySpan<double> coordinates, Span<double> gradient)
    {
        var (e, s, share, alpha, beta) = (coordinates[0], coordinates[1], coordinates[2], coordinates[3], coordinates[4]);
        var (n, d, u) = (point.LogParameters, point.LogTokens, point.LogUniqueTokens);

        // The model that U distinct tokens are optimal for, α·A/N^α = β·B/U^β; a larger one has excess parameters (section 3.2).
        double optimal = (Log(alpha * share) - Log(beta * (1 - share)) + beta * u) / alpha;
        bool excess = optimal < n;
        var data = new Saturation(u, d, Exp(coordinates[5]));
        var size = new Saturation(excess ? optimal : n, n, Exp(coordinates[6]));
        double sizeTerm = Exp(-alpha * size.Log), dataTerm = Exp(-beta * data.Log);

        double byNu = -s * share * alpha * sizeTerm, byOptimal = excess ? byNu * size.ByBase : 0;
        gradient[0] = 1;
        gradient[1] = share * sizeTerm + (1 - share) * dataTerm;
        gradient[2] = s * (sizeTerm - dataTerm) + byOptimal / (alpha * share * (1 - share));
        gradient[3] = -s * share * size.Log * sizeTerm + byOptimal * (1 / alpha - optimal) / alpha;
        gradient[4] = -s * (1 - share) * data.Log * dataTerm + byOptimal * (u - 1 / beta) / alpha;
        gradient[5] = -s * (1 - share) * beta * dataTerm * data.ByLogHalfLife;
        gradient[6] = byNu * size.ByLogHalfLife;
        return e + s * gradient[1];
    }

    internal override void Publish(ReadOnlySpan<double> coordinates, ScalingPoint centre, Span<double> parameters)
    {
        var (s, share, alpha, beta) = (coordinates[1], coordinates[2], coordinates[3], coordinates[4]);
        parameters[0] = coordinates[0];
        parameters[1] = s * share * Exp(alpha * centre.LogParameters);
        parameters[2] = s * (1 - share) * Exp(beta * centre.LogTokens);
        parameters[3] = alpha;
        parameters[4] = beta;
        parameters[5] = Exp(coordinates[5]);
        parameters[6] = Exp(coordinates[6]);
    }

    /// <summary>x' = x₀ + x₀·R*·(1 - e^(-R/R*)), R = x/x₀ - 1: what x is worth when only x₀ of it is new (equations 5 and 6), as a logarithm.</summary>
    private readonly ref struct Saturation
    {
        public Saturation(double baseLog, double log, double halfLife)
        {
            double repeats = Exp(log - baseLog) - 1, left = Exp(-repeats / halfLife), gain = 1 + halfLife * (1 - left);
            Log = baseLog + Math.Log(gain);
            ByBase = 1 - left * (repeats + 1) / gain;
            ByLogHalfLife = (halfLife * (1 - left) - repeats * left) / gain;
        }

        public double Log { get; }

        public double ByBase { get; }

        public double ByLogHalfLife { get; }
    }
}
