namespace ResearchML.Trainers;

/// <summary>Compares what a caller's form says about itself with differences of its values, once, before anything is built on it.</summary>
internal static class GradientCheck
{
    private const int Places = 3;
    private const double Step = 1e-5;
    private const double Tolerance = 1e-3;   // differences err by 1e-9 or so; a wrong formula errs by a factor

    /// <summary>Checks a form on a run.</summary>
    /// <exception cref="ArgumentException">A derivative is wrong, or a coefficient does not enter linearly. Values that are not finite are let pass: the fit says that of them.</exception>
    public static void Require(ScalingLawForm form, ScalingPoint point)
    {
        int p = form.Coordinates.Count;
        double[] gradient = new double[p], other = new double[p];
        foreach (double[] shares in Lattice.Points(p, Places))
        {
            double[] at = [.. form.Coordinates.Select((c, i) => c.IsLinear ? 0.5 + shares[i] : c.At(0.1 + 0.8 * shares[i]))];
            double value = form.Evaluate(point, at, gradient);
            if (!double.IsFinite(value))
                continue;
            for (int i = 0; i < p; i++)
            {
                double step = Step * Math.Max(1, Math.Abs(at[i]));
                double difference = (Moved(i, step) - Moved(i, -step)) / (2 * step);
                if (!IsNear(difference, gradient[i], Math.Abs(value)))
                    throw new ArgumentException(FormattableString.Invariant($"Form '{form.Name}' gives ∂L/∂{form.Coordinates[i].Name} = {gradient[i]:G6}, but differences of its values say {difference:G6}: mend {form.GetType().Name}.Evaluate."));
                if (!form.Coordinates[i].IsLinear)
                    continue;
                double[] doubled = (double[])at.Clone();
                doubled[i] *= 2;
                form.Evaluate(point, doubled, other);
                if (!IsNear(other[i], gradient[i], Math.Abs(value)))
                    throw new ArgumentException(FormattableString.Invariant($"Form '{form.Name}' calls '{form.Coordinates[i].Name}' a coefficient, but ∂L/∂{form.Coordinates[i].Name} changes with it, from {gradient[i]:G6} to {other[i]:G6}: make it {nameof(ScalingLawCoordinate.Searched)}."));
            }

            double Moved(int i, double by)
            {
                double[] moved = (double[])at.Clone();
                moved[i] += by;
                return form.Evaluate(point, moved, other);
            }
        }
    }

    private static bool IsNear(double found, double given, double scale) => Math.Abs(found - given) <= Tolerance * (Math.Abs(found) + Math.Abs(given)) + 1e-8 * scale || !double.IsFinite(found);
}
