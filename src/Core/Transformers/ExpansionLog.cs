namespace ResearchML;

/// <summary>Keeps count of the rows that a cursor of an <see cref="ExpandingTransformer{TInput, TOutput}"/> or a <see cref="ConcurrentTransformer{TInput, TResult}"/> makes. Each cursor has its own.</summary>
/// <typeparam name="TOutput">What is written to each row.</typeparam>
public abstract class ExpansionLog<TOutput>
{
    /// <summary>Called for each row as the cursor comes to it.</summary>
    /// <param name="row">The row.</param>
    public abstract void Made(TOutput row);

    /// <summary>Called when the cursor has come to the end of its source, not when it is closed before that.</summary>
    /// <param name="rowsIn">Rows read.</param>
    /// <param name="rowsOut">Rows made of them.</param>
    public abstract void Completed(long rowsIn, long rowsOut);
}
