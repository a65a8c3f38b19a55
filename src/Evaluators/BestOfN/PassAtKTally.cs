using ResearchML.Statistics;

namespace ResearchML.Evaluators;

/// <summary>Problems' counts by group, and means over them from the same resamples of problems.</summary>
internal sealed class PassAtKTally
{
    private readonly Dictionary<string, Dictionary<string, (long Samples, long Correct)>> _groups = [];
    private readonly PassAtKOptions _options;
    private readonly ulong _seed;
    private readonly Dictionary<string, int> _numbers;

    /// <param name="rows">The rows.</param>
    /// <param name="options">k, level, resamples.</param>
    /// <param name="seed">The seed of the resamples.</param>
    /// <param name="added">Rows that had been added up before, as in a saved report.</param>
    /// <exception cref="InvalidDataException">The samples of a problem add up to more than 2^53, or those of a group to more than 2^63.</exception>
    public PassAtKTally(IEnumerable<GradedProblem> rows, PassAtKOptions options, ulong seed, (int Rows, int Counts) added)
    {
        (_options, _seed, Rows, AddedUp, AddedCounts) = (options, seed, added.Rows, added.Rows, added.Counts);
        foreach (GradedProblem row in rows)
        {
            if (!_groups.TryGetValue(row.Group, out Dictionary<string, (long Samples, long Correct)>? problems))
                _groups.Add(row.Group, problems = []);
            bool isKnown = problems.TryGetValue(row.Task, out (long Samples, long Correct) before);
            if (before.Samples > GradedProblem.MostSamples - row.Samples)
                throw new InvalidDataException(FormattableString.Invariant($"Row {Rows - added.Rows}: with its {row.Samples} samples those of problem '{row.Task}' in group '{row.Group}' add up to more than 2^53."));
            problems[row.Task] = (before.Samples + row.Samples, before.Correct + row.Correct);
            Rows++;
            AddedUp += isKnown ? 1 : 0;
            AddedCounts += isKnown && row.Samples > 1 ? 1 : 0;
        }

        foreach ((string name, Dictionary<string, (long Samples, long Correct)> problems) in _groups)
        {
            if (problems.Values.Sum(p => (double)p.Samples) >= long.MaxValue)
                throw new InvalidDataException($"The samples of the {problems.Count} problems in group '{name}' add up to more than 2^63.");
        }

        // By their names, so that resamples do not depend on the order of rows.
        _numbers = _groups.Values.SelectMany(g => g.Keys).Distinct().Order(StringComparer.Ordinal).Index().ToDictionary(t => t.Item, t => t.Index);
    }

    public int Rows { get; }

    /// <summary>Rows that were added to an earlier one of their group and problem.</summary>
    public int AddedUp { get; }

    /// <summary>Of them, those of more than one sample.</summary>
    public int AddedCounts { get; }

    /// <summary>The groups, in the order in which they came.</summary>
    public IReadOnlyCollection<string> Groups => _groups.Keys;

    public int Tasks => _numbers.Count;

    public IReadOnlyDictionary<string, (long Samples, long Correct)> ProblemsOf(string group) => _groups[group];

    /// <summary>The problems that every group has.</summary>
    public HashSet<string> Common()
    {
        HashSet<string> common = [.. _numbers.Keys];
        foreach (Dictionary<string, (long Samples, long Correct)> problems in _groups.Values)
            common.IntersectWith(problems.Keys);
        return common;
    }

    /// <summary>The rows again, one a problem and group.</summary>
    public IEnumerable<GradedProblem> Problems() => _groups.SelectMany(g => g.Value.Select(p => new GradedProblem(p.Key, p.Value.Samples, p.Value.Correct, g.Key)));

    /// <summary>The mean of a group's unbiased pass@k over the problems with k samples.</summary>
    public Measure PassAt(string name, int k) =>
        Measure.Of(from p in _groups[name] where p.Value.Samples >= k select (_numbers[p.Key], PassAtK.Unbiased(p.Value.Samples, p.Value.Correct, k)));

    /// <summary>The mean difference of two groups' pass@k over the problems that have k samples in both.</summary>
    public Measure Difference(string first, string second, int k) =>
        Measure.Of(from p in _groups[first]
                   where p.Value.Samples >= k && _groups[second].TryGetValue(p.Key, out var other) && other.Samples >= k
                   let others = _groups[second][p.Key]
                   select (_numbers[p.Key], PassAtK.Unbiased(p.Value.Samples, p.Value.Correct, k) - PassAtK.Unbiased(others.Samples, others.Correct, k)));

    /// <summary>Each mean with its interval, all from the same resamples.</summary>
    /// <param name="measures">The means.</param>
    /// <param name="done">Told of each resample: how many are done.</param>
    public Estimate[] Estimates(IReadOnlyList<Measure> measures, Action<int>? done = null)
    {
        double[][] resampled = [.. measures.Select(m => new double[m.HasSpread ? _options.BootstrapSamples : 0])];
        for (int replicate = 0; replicate < _options.BootstrapSamples; replicate++)
        {
            // One resample at a time: a million problems times a thousand resamples would not fit.
            ReadOnlySpan<byte> times = ClusterBootstrap.Resample(Tasks, replicates: 1, ComponentSeed.Mix(_seed, (ulong)replicate)).TimesDrawn(0);
            for (int m = 0; m < measures.Count; m++)
            {
                if (resampled[m].Length > 0)
                    resampled[m][replicate] = measures[m].Mean(times);
            }

            done?.Invoke(replicate + 1);
        }

        return [.. measures.Zip(resampled, Around)];
    }

    private Estimate Around(Measure measure, double[] resampled) => measure switch
    {
        { HasSpread: true } => PercentileInterval.Around(measure.Value, resampled, _options.ConfidenceLevel),
        // Resamples of problems that are all at 0, or all at 1, show no doubt. Each is at most one trial of being there.
        { Count: > 1, Value: 0 or 1 } when _options.BootstrapSamples > 0 => Proportion.Of((int)measure.Value * measure.Count, measure.Count, _options.ConfidenceLevel),
        _ => Interval.None(_options.ConfidenceLevel).Around(measure.Value),
    };

    /// <summary>A mean over some problems.</summary>
    internal sealed class Measure
    {
        private readonly int[] _tasks;
        private readonly double[] _values;

        private Measure((int Task, double Value)[] values)
        {
            // In one order, which would otherwise decide the last bits.
            Array.Sort(values, (a, b) => a.Task.CompareTo(b.Task));
            (_tasks, _values) = ([.. values.Select(v => v.Task)], [.. values.Select(v => v.Value)]);
            Value = _values.Length == 0 ? double.NaN : _values.Sum() / _values.Length;
            HasSpread = _values.Any(v => v != _values[0]);
        }

        public double Value { get; }

        public int Count => _values.Length;

        /// <summary>Whether the problems differ, so that resamples do.</summary>
        public bool HasSpread { get; }

        public static Measure Of(IEnumerable<(int Task, double Value)> values) => new([.. values]);

        /// <summary>The mean of a resample; NaN where it holds none of the problems.</summary>
        public double Mean(ReadOnlySpan<byte> times)
        {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < _tasks.Length; i++)
            {
                int drawn = times[_tasks[i]];
                sum += drawn * _values[i];
                count += drawn;
            }

            return sum / count;
        }
    }
}
