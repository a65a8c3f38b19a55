using System.Reflection;
using Microsoft.ML;

namespace ResearchML;

/// <summary>The values of one pass-through column for the rows of a batch.</summary>
internal abstract class BufferedColumn
{
    /// <summary>A buffer of the column's raw type, which is known at run time only.</summary>
    public static BufferedColumn Create(DataViewRow source, DataViewSchema.Column column) =>
        (BufferedColumn)typeof(BufferedColumn).GetMethod(nameof(CreateTyped), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(column.Type.RawType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [source, column], null)!;

    /// <summary>Copies the source's current value into a slot: 0, 1, 2 and so on in each batch.</summary>
    public abstract void Store(int slot);

    /// <summary>A <see cref="ValueGetter{TValue}"/> that copies out of whatever slot is current when it is called.</summary>
    public abstract Delegate CreateGetter(Func<int> currentSlot);

    private static BufferedColumn<TValue> CreateTyped<TValue>(DataViewRow source, DataViewSchema.Column column) => new(source.GetGetter<TValue>(column));
}

internal sealed class BufferedColumn<TValue>(ValueGetter<TValue> read) : BufferedColumn
{
    // Slots keep their arrays from batch to batch, so that vectors of one size cost no allocation after the first batch.
    private readonly List<StrongBox> _slots = [];
    private readonly ValueCopier<TValue> _copy = ValueCopier.For<TValue>();
    private TValue _scratch = default!;

    public override void Store(int slot)
    {
        if (slot == _slots.Count)
            _slots.Add(new StrongBox());
        if (!typeof(TValue).IsValueType)
            _scratch = default!; // A source may dispose or refill an object it is handed back; what is buffered must not be.
        read(ref _scratch);
        _copy(_scratch, ref _slots[slot].Value);
    }

    public override Delegate CreateGetter(Func<int> currentSlot) =>
        (ValueGetter<TValue>)((ref TValue destination) => _copy(_slots[currentSlot()].Value, ref destination));

    private sealed class StrongBox
    {
        public TValue Value = default!;
    }
}
