namespace ResearchML.LanguageModels;

/// <summary>A number that changes over a training run: the weight of an objective, the k of k-shot training.</summary>
/// <remarks>A value is a function of the step and of nothing else, so that a run that is resumed goes on as one that never stopped. Derive from it for a shape of your own,
/// whose <see cref="ToString"/> tells it from any other.</remarks>
public abstract class Schedule
{
    /// <summary>The value in a step.</summary>
    /// <param name="step">Steps done before it, from 0.</param>
    /// <param name="progress">Share of the training that is done, from 0 to 1.</param>
    public abstract double At(int step, double progress);

    /// <summary>In words, with every number that the values depend on: it stands in the objective's name, by which a checkpoint knows its run.</summary>
    public abstract override string ToString();

    /// <summary>Always the same.</summary>
    /// <param name="value">The value. Finite.</param>
    public static Schedule Constant(double value) => new Shape(FormattableString.Invariant($"{value}"), Finite(value), value, static p => p);

    /// <summary>Evenly from one value to another.</summary>
    /// <param name="from">At the beginning. Finite.</param>
    /// <param name="to">At the end. Finite.</param>
    public static Schedule Linear(double from, double to) => new Shape(FormattableString.Invariant($"linear {from} to {to}"), Finite(from), Finite(to), static p => p);

    /// <summary>By half a cosine from one value to another: slow at both ends.</summary>
    /// <param name="from">At the beginning. Finite.</param>
    /// <param name="to">At the end. Finite.</param>
    public static Schedule Cosine(double from, double to) => new Shape(FormattableString.Invariant($"cosine {from} to {to}"), Finite(from), Finite(to), static p => 0.5 * (1 - Math.Cos(Math.PI * p)));

    /// <summary>Drawn anew in each step, its logarithm uniform between two values.</summary>
    /// <param name="least">The least value. Positive and finite.</param>
    /// <param name="most">The greatest value. At least <paramref name="least"/>, finite.</param>
    /// <param name="seed">Of the draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">The values are not positive, finite and in order.</exception>
    public static Schedule LogUniform(double least, double most, ulong seed = 0)
    {
        if (!(least > 0) || !double.IsFinite(most) || most < least)
            throw new ArgumentOutOfRangeException(nameof(most), FormattableString.Invariant($"A log-uniform schedule lies between two positive finite numbers in order, but got {least} and {most}."));
        return new Drawn(least, most, seed);
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, FormattableString.Invariant($"A schedule's values are finite, but got {value}."));

    private sealed class Shape(string name, double from, double to, Func<double, double> share) : Schedule
    {
        public override double At(int step, double progress) => from + (to - from) * share(Math.Clamp(progress, 0, 1));

        public override string ToString() => name;
    }

    private sealed class Drawn(double least, double most, ulong seed) : Schedule
    {
        public override double At(int step, double progress) =>
            least * Math.Pow(most / least, (ComponentSeed.Mix(seed, (ulong)step) >> 11) * Math.ScaleB(1, -53));

        public override string ToString() => FormattableString.Invariant($"log-uniform {least} to {most}, seed {seed}");
    }
}
