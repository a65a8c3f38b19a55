namespace ResearchML.Trainers;

/// <summary>How many of a problem's grades are correct when grades are dealt.</summary>
internal static class Hypergeometric
{
    // Beyond it weights no longer change a sum in double precision.
    private const double Negligible = 1e-18;

    /// <summary>Draws, without replacement, from a population in which some are marked; gives how many of the drawn are.</summary>
    /// <remarks>By inversion outward from the mode, by the ratio of neighbours p(x + 1)/p(x) = (K − x)(n − x)/((x + 1)(N − K − n + x + 1)): the time is that of the standard deviation, not of the counts.</remarks>
    /// <param name="population">N.</param>
    /// <param name="marked">K, from 0 to N.</param>
    /// <param name="drawn">n, from 0 to N.</param>
    /// <param name="random">The source of chance.</param>
    public static long Draw(long population, long marked, long drawn, Random random)
    {
        long least = Math.Max(0, marked + drawn - population), most = Math.Min(marked, drawn);
        long mode = Math.Clamp((long)((drawn + 1.0) * (marked + 1.0) / (population + 2.0)), least, most);
        double total = Sides().Sum(value => value.Weight), target = random.NextDouble() * total;
        foreach ((long value, double weight) in Sides())
        {
            target -= weight;
            if (target < 0)
                return value;
        }

        return mode;

        IEnumerable<(long Value, double Weight)> Sides()
        {
            double weight = 1;
            for (long x = mode; x <= most && weight > Negligible; weight *= Ratio(x), x++)
                yield return (x, weight);
            weight = 1;
            for (long x = mode - 1; x >= least; x--)
            {
                weight /= Ratio(x);
                if (weight <= Negligible)
                    break;
                yield return (x, weight);
            }
        }

        double Ratio(long x) => (double)(marked - x) * (drawn - x) / ((x + 1.0) * (population - marked - drawn + x + 1.0));
    }
}
