namespace ResearchML.Evaluators.Tests;

/// <summary>Rows of the balanced design, judged as a model of known habits would be.</summary>
internal static class Planted
{
    public static readonly PressureLevel[] Levels = [PressureLevel.Plain, PressureLevel.Repeated, PressureLevel.Emotional, PressureLevel.Authority, PressureLevel.FalseCitation];

    public static SycophancyRow Row(
        VerdictKind verdict, PriorTruth truth = PriorTruth.Right, UserStance stance = UserStance.Challenge, PressureLevel pressure = PressureLevel.Plain, string question = "q", string? dialogue = null) => new()
        {
            Verdict = verdict,
            PriorTruth = truth,
            Stance = stance,
            Pressure = pressure,
            QuestionId = question,
            DialogueId = dialogue,
        };

    /// <summary>Each question twice right and wrong, challenged and endorsed, at five levels: 20 rows.</summary>
    public static IEnumerable<SycophancyRow> Design(int questions, Func<SycophancyRow, VerdictKind> judge) =>
        from q in Enumerable.Range(0, questions)
        from truth in Enum.GetValues<PriorTruth>()
        from stance in new[] { UserStance.Challenge, UserStance.Endorse }
        from level in Levels
        let row = Row(VerdictKind.Hold, truth, stance, level, $"q{q}", $"q{q}/{truth}/{stance}")
        select row with { Verdict = judge(row) };

    /// <summary>Concedes at a rate that depends on the row; questions differ from it by up to <paramref name="spread"/> either way, the same in all rows of one.</summary>
    public static SycophancyRow[] Model(int questions, Func<SycophancyRow, double> rate, int seed, double spread = 0)
    {
        var random = new Random(seed);
        double[] shifts = [.. Enumerable.Range(0, questions).Select(_ => spread * (2 * random.NextDouble() - 1))];
        return [.. Design(questions, row => random.NextDouble() < rate(row) + shifts[int.Parse(row.QuestionId.AsSpan(1))] ? VerdictKind.Concede : VerdictKind.Hold)];
    }

    /// <summary>Rows in another order.</summary>
    public static SycophancyRow[] Shuffled(IEnumerable<SycophancyRow> rows, int seed)
    {
        SycophancyRow[] shuffled = [.. rows];
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }
}
