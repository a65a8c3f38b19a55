namespace ResearchML.Trainers;

/// <summary>Control: the grades of each checkpoint dealt anew over its problems, so that all are equally hard.</summary>
/// <remarks>
/// pass@1 stays and with it what pass@1 forecasts; all that pass@k knows beyond it, how the problems differ, is gone. A gain of large k that is as large in shuffled worlds is no gain of knowledge.
/// Of N = Σ n_i grades round(N·pass@1) are correct; they are dealt without replacement (multivariate hypergeometric, one problem after another), each problem keeping its n_i. Where all n_i are equal these are the grades that there were.
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
        var dealt = new ProblemCount[counts.Count];
        for (int i = 0; i < dealt.Length; i++)
        {
            long own = Hypergeometric.Draw(total, correct, counts[i].Samples, random);
            dealt[i] = counts[i] with { Correct = own };
            (total, correct) = (total - counts[i].Samples, correct - own);
        }

        return dealt;
    }
}
