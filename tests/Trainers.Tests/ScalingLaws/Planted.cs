using static System.Math;

namespace ResearchML.Trainers.Tests;

/// <summary>The formulas as they are published, in parameters, tokens and nats, with plausible true values: the oracle of forms and fits.</summary>
/// <remarks>Written out here once more, from the papers, and sharing nothing with the library's centred coordinates.</remarks>
internal sealed record Planted(ScalingLawForm Form, Func<IReadOnlyDictionary<string, double>, double, double, double, double> Formula, IReadOnlyDictionary<string, double> Truth)
{
    private static readonly double[] Sizes = Geometric(1e7, 1e10, 8), Tokens = Geometric(1e8, 1e12, 8);

    public static IReadOnlyList<Planted> All { get; } =
    [
        new(ScalingLawForm.Chinchilla, (p, n, d, _) => p["E"] + p["A"] / Pow(n, p["alpha"]) + p["B"] / Pow(d, p["beta"]),
            Of(("E", 1.7), ("A", 400), ("B", 2000), ("alpha", 0.34), ("beta", 0.37))),
        new(ScalingLawForm.TiedExponents, (p, n, d, _) => p["E"] + p["A"] / Pow(n, p["alpha"]) + p["B"] / Pow(d, p["alpha"]),
            Of(("E", 1.7), ("A", 150), ("B", 250), ("alpha", 0.27))),
        new(ScalingLawForm.KaplanWithFloor, (p, n, d, _) => p["E"] + Pow(p["A"] / Pow(n, p["alpha"] / p["beta"]) + p["B"] / d, p["beta"]),
            Of(("E", 1.6), ("A", 9e8), ("B", 6e8), ("alpha", 0.3), ("beta", 0.25))),
        new(ScalingLawForm.Generalized, (p, n, d, _) => p["E"] + Pow(p["A"] / Pow(n, p["alpha"]) + p["B"] / Pow(d, p["beta"]), p["gamma"]),
            Of(("E", 1.6), ("A", 4e5), ("B", 5e5), ("alpha", 0.7), ("beta", 0.6), ("gamma", 0.5))),
        new(ScalingLawForm.SizeDependentData, (p, n, d, _) => p["E"] + p["A"] / Pow(n, p["alpha"]) + p["B"] * Pow(n, p["k"]) / Pow(d, p["beta"]),
            Of(("E", 1.7), ("A", 400), ("B", 1000), ("alpha", 0.34), ("beta", 0.45), ("k", 0.15))),
        new(ScalingLawForm.Ratio, (p, n, d, _) => p["E"] + p["A"] / Pow(n, p["alpha"]) + p["B"] / Pow(d, p["beta"]) + p["G"] * Pow(d / n / 20, -p["delta"]),
            Of(("E", 1.7), ("A", 300), ("B", 1000), ("G", 0.05), ("alpha", 0.32), ("beta", 0.33), ("delta", 0.6))),
        new(ScalingLawForm.Interaction, (p, n, d, _) => p["E"] + p["A"] / Pow(n, p["alpha"]) + p["B"] / Pow(d, p["beta"]) + p["G"] / (Pow(n, p["c"]) * Pow(d, p["d"])),
            Of(("E", 1.7), ("A", 200), ("B", 500), ("G", 3.5e7), ("alpha", 0.3), ("beta", 0.32), ("c", 0.5), ("d", 0.4))),
        new(ScalingLawForm.DataConstrained, DataConstrained,
            Of(("E", 1.8), ("A", 500), ("B", 2000), ("alpha", 0.35), ("beta", 0.36), ("R_D", 12), ("R_N", 6))),
        new(ScalingLawForm.SmoothlyBroken(ScalingVariable.TokensPerParameter), (p, n, d, _) => Broken(p, d / n),
            Of(("a", 1.8), ("b", 1.5), ("c0", 0.1), ("c1", 0.4), ("d1", 300), ("f1", 0.5))),
        new(ScalingLawForm.SmoothlyBroken(ScalingVariable.Parameters), (p, n, _, _) => Broken(p, n),
            Of(("a", 1.8), ("b", 30), ("c0", 0.15), ("c1", 0.4), ("d1", 4e8), ("f1", 0.5))),
        new(ScalingLawForm.SmoothlyBroken(ScalingVariable.Tokens), (p, _, d, _) => Broken(p, d),
            Of(("a", 1.8), ("b", 40), ("c0", 0.15), ("c1", 0.4), ("d1", 2e10), ("f1", 0.5))),
        new(ScalingLawForm.SmoothlyBroken(ScalingVariable.Compute), (p, n, d, _) => Broken(p, 6 * n * d),
            Of(("a", 1.8), ("b", 60), ("c0", 0.08), ("c1", 0.15), ("d1", 3e19), ("f1", 0.7))),
    ];

    /// <summary>Runs without noise: sizes by tokens, independent, and for a form in distinct tokens one, six and thirty-six epochs.</summary>
    public IReadOnlyList<RunRow> Runs => Form.Variables.HasFlag(ScalingVariables.UniqueTokens)
        ? [.. Grid(Geometric(1e7, 1e10, 6), Geometric(1e9, 1e12, 6)).SelectMany(_ => new[] { 1.0, 6, 36 }, (at, epochs) => Run(at.N, at.D, at.D / epochs))]
        : [.. Grid(Sizes, Tokens).Select(at => Run(at.N, at.D, at.D))];

    public static Planted Named(string form) => All.Single(p => p.Form.Name == form);

    public static double[] Geometric(double from, double to, int count) => [.. Enumerable.Range(0, count).Select(i => from * Pow(to / from, i / (count - 1.0)))];

    public static IEnumerable<(double N, double D)> Grid(double[] sizes, double[] tokens) => sizes.SelectMany(_ => tokens, (n, d) => (n, d));

    public double At(double n, double d, double? u = null) => Formula(Truth, n, d, u ?? d);

    public RunRow Run(double n, double d, double? u = null) => new(n, d, At(n, d, u), u);

    public override string ToString() => Form.Name;

    // Muennighoff et al. 2023: D' = U_D + U_D·R_D*·(1 - e^(-R_D/R_D*)); N' alike, of U_N = min(N, N_opt(U_D)).
    private static double DataConstrained(IReadOnlyDictionary<string, double> p, double n, double d, double u)
    {
        double alpha = p["alpha"], beta = p["beta"], g = Pow(alpha * p["A"] / (beta * p["B"]), 1 / (alpha + beta));
        double optimal = g * Pow(u * g, beta / alpha), un = Min(n, optimal);   // Chinchilla's N_opt = G·(C/6)^(β/(α+β)) at the C where D_opt = U_D
        return p["E"] + p["A"] / Pow(Worth(n, un, p["R_N"]), alpha) + p["B"] / Pow(Worth(d, u, p["R_D"]), beta);

        static double Worth(double x, double unique, double halfLife) => unique + unique * halfLife * (1 - Exp(-(x / unique - 1) / halfLife));
    }

    // Caballero et al. 2022, equation 1, with one break.
    private static double Broken(IReadOnlyDictionary<string, double> p, double x) =>
        p["a"] + p["b"] * Pow(x, -p["c0"]) * Pow(1 + Pow(x / p["d1"], 1 / p["f1"]), -p["c1"] * p["f1"]);

    private static Dictionary<string, double> Of(params (string Name, double Value)[] values) => values.ToDictionary(v => v.Name, v => v.Value);
}
