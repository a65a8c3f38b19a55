namespace KShot;

/// <summary>What a seed came to with one loss, one way of reading and one moment.</summary>
/// <param name="Data">Which data.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Moment">When training ended.</param>
/// <param name="Reading">What the model was worth then.</param>
internal sealed record Outcome(DataKind Data, int Seed, Moment Moment, Reading Reading)
{
    /// <summary>The last reading of each curve, and the one with the lowest held-out loss.</summary>
    public static IEnumerable<Outcome> Of(DataKind data, int seed, IEnumerable<Reading> readings) =>
        from curve in readings.GroupBy(r => (r.TrainedFor, r.ReadFor))
        from outcome in new[]
        {
            new Outcome(data, seed, Moment.Last, curve.MaxBy(r => r.Step)!),
            new Outcome(data, seed, Moment.EarlyStopped, curve.MinBy(r => r.HeldOutLoss)!),
        }
        select outcome;
}
