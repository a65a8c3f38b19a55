namespace ResearchML.Trainers;

/// <summary>Control: the grades of each checkpoint dealt anew over its problems, so that all are equally hard.</summary>
/// <remarks>
/// pass@1 stays and with it what pass@1 forecasts; all that pass@k knows beyond it, how the problems differ, is gone. A gain of large k that is as large in shuffled worlds is no gain of knowledge.
/// Of N = Σ n_i grades round(N·pass@1) are correct; they are dealt without replacement (multivariate hypergeometric), each problem keeping its n_i. Where all n_i are equal these are the grades that there were.
/// </remarks>
internal static class ShuffledGrades
{
    public static EmergenceTask Deal(EmergenceTask task, ulong seed)
    {
        var random = new Random(unchecked((int)(seed ^ (seed >> 32))));
        return new EmergenceTask(task.Name, [.. task.Checkpoints.Select(c => c.With(Deal(c, random), task.K))]) { K = task.K, ProblemNames = task.ProblemNames };
    }

    private static ProblemCount[] Deal(EmergenceCheckpoint checkpoint, Random random)
    {
        IReadOnlyList<ProblemCount> counts = checkpoint.Counts;
        long total = counts.Sum(c => c.Samples), correct = (long)Math.Round(total * checkpoint.PassAt(1));
        // The rarer of the two grades is dealt, one at a time: the cost is the number of them.
        bool dealsCorrect = correct <= total / 2;
        long[] dealt = new long[counts.Count], cumulated = new long[counts.Count];
        for (int i = 0; i < counts.Count; i++)
            cumulated[i] = (i == 0 ? 0 : cumulated[i - 1]) + counts[i].Samples;
        for (long left = dealsCorrect ? correct : total - correct; left > 0;)
        {
            long grade = random.NextInt64(total);
            int problem = Array.BinarySearch(cumulated, grade + 1) is var at && at >= 0 ? at : ~at;
            // Of a problem's n_i grades the dealt ones are taken: drawing one of them again is refused.
            if (random.NextInt64(counts[problem].Samples) < dealt[problem])
                continue;
            dealt[problem]++;
            left--;
        }

        return [.. counts.Select((c, i) => c with { Correct = dealsCorrect ? dealt[i] : c.Samples - dealt[i] })];
    }
}
