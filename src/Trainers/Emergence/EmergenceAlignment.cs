namespace ResearchML.Trainers;

/// <summary>Puts the checkpoints of a task on the same problems.</summary>
/// <remarks>pass@k is a mean over problems, and a checkpoint that was asked easier ones would look better. So a checkpoint that has less than half of the problems that most have is left out whole, lest it
/// costs all others theirs; of the rest those problems count that all have. What is left out is counted.</remarks>
internal static class EmergenceAlignment
{
    public const double LeastShareOfProblems = 0.5;

    private sealed record Cell(string Model, double Compute, double Examples, double Loss, Dictionary<string, ProblemCount> Problems);

    /// <summary>The tasks, in the order of their names.</summary>
    public static IReadOnlyList<EmergenceTask> Align(IEnumerable<EmergenceCount> counts, IReadOnlyList<int> ks) =>
        [.. counts.GroupBy(c => c.Task).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Align(g.Key, [.. g], ks))];

    private static EmergenceTask Align(string name, EmergenceCount[] counts, IReadOnlyList<int> ks)
    {
        var remarks = new List<string>();
        Cell[] cells = [.. counts.GroupBy(c => (c.Model, c.Compute, c.FinetuningExamples)).Select(g => Gather([.. g])).OrderBy(c => c.Model, StringComparer.Ordinal).ThenBy(c => c.Compute).ThenBy(c => c.Examples)];
        int added = counts.Length - cells.Sum(c => c.Problems.Count);
        if (added > 0)
            remarks.Add(FormattableString.Invariant($"Of several rows of one problem at one checkpoint n and c were added up: {counts.Length} rows became {counts.Length - added}."));
        int most = cells.Max(c => c.Problems.Count);
        Cell[] kept = [.. cells.Where(c => c.Problems.Count >= LeastShareOfProblems * most)];
        foreach (Cell cell in cells.Except(kept))
            remarks.Add(FormattableString.Invariant($"{cell.Model} at {cell.Compute:G4} is left out: it has {cell.Problems.Count} of {most} problems."));
        HashSet<string> common = [.. kept[0].Problems.Keys];
        foreach (Cell cell in kept)
            common.IntersectWith(cell.Problems.Keys);
        int dropped = kept.SelectMany(c => c.Problems.Keys).Distinct().Count() - common.Count;
        if (dropped > 0)
            remarks.Add(FormattableString.Invariant($"Problems that not every checkpoint has are left out: {dropped}. Left: {common.Count}."));
        if (common.Count == 0)
            return new EmergenceTask(name, []) { DroppedProblems = dropped, DroppedCheckpoints = cells.Length - kept.Length, Remarks = remarks };

        string[] problems = [.. common.Order(StringComparer.Ordinal)];
        long fewest = kept.Min(c => problems.Min(p => c.Problems[p].Samples));
        int[] usable = [.. ks.Append(1).Where(k => k <= fewest).Distinct().Order()];
        if (ks.Any(k => k > fewest))
            remarks.Add(FormattableString.Invariant($"k above {fewest} ({string.Join(", ", ks.Where(k => k > fewest).Order())}) is left out: no problem may have fewer samples than that at any checkpoint."));
        return new EmergenceTask(name, [.. kept.Where(c => c.Examples == 0).Select(Checkpoint)])
        {
            Finetuned = [.. kept.Where(c => c.Examples > 0).Select(c => (Checkpoint(c), c.Examples))],
            K = usable,
            ProblemNames = problems,
            DroppedProblems = dropped,
            DroppedCheckpoints = cells.Length - kept.Length,
            Remarks = remarks,
        };

        EmergenceCheckpoint Checkpoint(Cell cell) => new(cell.Model, cell.Compute, cell.Loss, [.. problems.Select(p => cell.Problems[p])], usable);
    }

    private static Cell Gather(EmergenceCount[] counts)
    {
        EmergenceCount first = counts[0];
        var problems = new Dictionary<string, ProblemCount>();
        foreach (EmergenceCount count in counts)
        {
            bool isAgain = problems.TryGetValue(count.Problem, out ProblemCount before);
            problems[count.Problem] = new ProblemCount(checked(before.Samples + count.Samples), checked(before.Correct + count.Correct), isAgain ? before.Chance : count.Chance);
        }

        double[] losses = [.. counts.Select(c => c.Loss).Where(l => !double.IsNaN(l))];
        return new Cell(first.Model, first.Compute, first.FinetuningExamples, losses.Length == 0 ? double.NaN : losses.Average(), problems);
    }
}
