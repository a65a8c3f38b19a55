using System.Diagnostics;
using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Shares out work that is bound by memory to as many threads as libtorch uses.</summary>
/// <remarks>
/// A decoding step is some hundred pieces of work of a tenth of a millisecond, with as long a pause after each. A thread of
/// .NET's pool has gone to sleep by then, and the caller has done all by itself before it is awake; helpers of our own wait
/// for the next piece spinning, and sleep when none has come for a millisecond.
/// </remarks>
internal static class WorkSharing
{
    // Less than this is done before another thread has taken it up.
    private const long MinBytesPerThread = 32 << 10;

    // More shares than threads, so that a thread that the system has held up does not hold up the others.
    private const int SharesPerThread = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);
    private static readonly Lock InUse = new();
    private static readonly SemaphoreSlim Bell = new(0);
    private static Round? _current;
    private static int _sleeping;
    private static int _helpers;

    /// <param name="bytes">Memory that the work reads.</param>
    /// <param name="work">Does one of so many shares; must not throw.</param>
    public static void Run(long bytes, Action<int, int> work)
    {
        int threads = (int)Math.Clamp(bytes / MinBytesPerThread, 1, get_num_threads());
        // Where another generation has the helpers, the cores are busy anyway.
        if (threads == 1 || !InUse.TryEnter())
        {
            work(0, 1);
            return;
        }
        try
        {
            for (; _helpers < threads - 1; _helpers++)
                new Thread(Help) { IsBackground = true, Name = "ResearchML decoding" }.Start();
            var round = new Round(work, threads * SharesPerThread);
            Interlocked.Exchange(ref _current, round);
            int sleeping = Volatile.Read(ref _sleeping);
            if (sleeping > 0)
                Bell.Release(sleeping);
            round.TakeShares();
            for (int spins = 0; !round.IsDone; spins++)
                Pause(spins);
        }
        finally
        {
            InUse.Exit();
        }
    }

    private static void Help()
    {
        Round? seen = null;
        while (true)
        {
            Round? round = Await(seen);
            round?.TakeShares();
            seen = round;
        }
    }

    private static Round? Await(Round? seen)
    {
        long start = Stopwatch.GetTimestamp();
        int spins = 0;
        while (Volatile.Read(ref _current) == seen)
        {
            if (Stopwatch.GetElapsedTime(start) < Patience)
            {
                Pause(spins++);
                continue;
            }
            Interlocked.Increment(ref _sleeping);
            if (Volatile.Read(ref _current) == seen)
                Bell.Wait(); // A ring too many wakes a helper for nothing, which is harmless.
            Interlocked.Decrement(ref _sleeping);
            start = Stopwatch.GetTimestamp();
            spins = 0;
        }
        return Volatile.Read(ref _current);
    }

    // A tenth of a millisecond or so without giving the core away, which a share takes at most; then it is given away each time, since
    // the one who holds the last share may be waiting for it.
    private static void Pause(int spins)
    {
        if (spins < 300)
            Thread.SpinWait(10);
        else
            Thread.Yield();
    }

    /// <summary>One piece of work, whose shares go to whoever asks next.</summary>
    private sealed class Round(Action<int, int> work, int shares)
    {
        private int _taken;
        private int _done;

        public bool IsDone => Volatile.Read(ref _done) == shares;

        public void TakeShares()
        {
            for (int share = Interlocked.Increment(ref _taken) - 1; share < shares; share = Interlocked.Increment(ref _taken) - 1)
            {
                work(share, shares);
                Interlocked.Increment(ref _done);
            }
        }
    }
}
