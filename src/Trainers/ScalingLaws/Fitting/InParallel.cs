using System.Runtime.ExceptionServices;

namespace ResearchML.Trainers;

/// <summary>Runs independent parts of a fit on all cores. What a part throws arrives as it is.</summary>
internal static class InParallel
{
    public static void For<TWorker>(int count, Func<TWorker> worker, Action<int, TWorker> part, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, worker,
                (i, _, own) =>
                {
                    part(i, own);
                    return own;
                },
                _ => { });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    public static void For(int count, Action<int> part, CancellationToken cancellation) => For(count, () => 0, (i, _) => part(i), cancellation);
}
